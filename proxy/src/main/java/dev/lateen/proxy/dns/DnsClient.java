package dev.lateen.proxy.dns;

import dev.lateen.proxy.DnsConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.resolver.dns.DnsErrorCauseException;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.NoopAuthoritativeDnsServerCache;
import io.netty.resolver.dns.NoopDnsCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One lookup: hosts file, else A and AAAA of the name servers, over UDP and, for what does not fit, TCP. Keeps
/// nothing. Names are absolute: the system's search list is not used. IPv6 addresses count only for a name that has no
/// IPv4 address. Used on its event loop only.
final class DnsClient {

    /// Of one name; what is beyond it is left out.
    static final int MAX_ADDRESSES = 64;

    private static final int MAX_QUERIES = 16;

    private final EventLoop loop;
    private final HostsFile hosts = new HostsFile();
    private final DnsNameResolver resolver;
    private final long timeoutMillis;

    DnsClient(EventLoop loop, DnsConfig config) {
        this.loop = loop;
        timeoutMillis = config.timeout().toMillis();
        var builder = new DnsNameResolverBuilder(loop)
                .datagramChannelFactory(NioDatagramChannel::new)
                .socketChannelFactory(NioSocketChannel::new)
                .resolveCache(NoopDnsCache.INSTANCE)
                .cnameCache(NoopDnsCnameCache.INSTANCE)
                .authoritativeDnsServerCache(NoopAuthoritativeDnsServerCache.INSTANCE)
                .hostsFileEntriesResolver((_, _) -> null) // looked at before, once for both kinds of address
                .maxQueriesPerResolve(MAX_QUERIES)
                .queryTimeoutMillis(timeoutMillis);
        if (!config.nameServers().isEmpty()) {
            builder.nameServerProvider(new SequentialDnsServerAddressStreamProvider(config.nameServers()));
        }
        resolver = builder.build();
    }

    /// @param then hears of the answer on the event loop, possibly before this returns
    void lookup(String name, Consumer<Answer> then) {
        var local = hosts.addresses(name);
        if (!local.isEmpty()) {
            then.accept(Answer.of(local, HostsFile.TTL_SECONDS));
            return;
        }
        Future<List<DnsRecord>> four;
        Future<List<DnsRecord>> six;
        try {
            four = resolver.resolveAll(new DefaultDnsQuestion(name, DnsRecordType.A));
            six = resolver.resolveAll(new DefaultDnsQuestion(name, DnsRecordType.AAAA));
        } catch (IllegalArgumentException e) { // IDN: a name that no name server could have
            then.accept(Answer.failed("not a domain name"));
            return;
        }
        var first = read(four);
        var second = read(six);
        first.addListener(_ -> second.addListener(_ -> {
            var found = first.getNow().or(second::getNow);
            then.accept(found.orElseGet(() -> Answer.failed(reason(four.cause()))));
        }));
    }

    void close() {
        resolver.close();
    }

    /// Takes the addresses as soon as they come: the loop may end before the other answer is there, and nobody would
    /// release the records.
    private Future<Optional<Answer>> read(Future<List<DnsRecord>> records) {
        Promise<Optional<Answer>> read = loop.newPromise();
        records.addListener(_ -> read.setSuccess(addresses(records)));
        return read;
    }

    /// Empty when there are none. Releases the records.
    private static Optional<Answer> addresses(Future<List<DnsRecord>> records) {
        if (!records.isSuccess()) {
            return Optional.empty();
        }
        var found = new LinkedHashSet<String>();
        long ttl = Long.MAX_VALUE;
        for (var record : records.getNow()) {
            try {
                if (record instanceof DnsRawRecord raw && found.size() < MAX_ADDRESSES) {
                    var bytes = new byte[raw.content().readableBytes()];
                    raw.content().getBytes(raw.content().readerIndex(), bytes);
                    if (bytes.length == 4 || bytes.length == 16) {
                        found.add(NetUtil.bytesToIpAddress(bytes));
                        ttl = Math.min(ttl, raw.timeToLive());
                    }
                }
            } finally {
                ReferenceCountUtil.release(record);
            }
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(Answer.of(new ArrayList<>(found), ttl));
    }

    private String reason(@Nullable Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (DnsNameResolver.isTimeoutError(cause)) {
                return "no name server answered within " + timeoutMillis + " ms";
            }
            if (cause instanceof DnsErrorCauseException error) {
                return error.getCode().equals(DnsResponseCode.NXDOMAIN)
                        ? "no such name (NXDOMAIN)"
                        : "the name server says " + error.getCode();
            }
        }
        return failure == null || failure.getCause() == null ? "it has no address" : String.valueOf(failure.getCause());
    }
}
