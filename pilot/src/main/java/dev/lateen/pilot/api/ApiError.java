package dev.lateen.pilot.api;

/// Ends a request with a [ApiStatus]; thrown and caught within this package.
final class ApiError extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient ApiStatus status;

    ApiError(ApiStatus status) {
        super(status.message(), null, false, false);
        this.status = status;
    }

    ApiStatus status() {
        return status;
    }
}
