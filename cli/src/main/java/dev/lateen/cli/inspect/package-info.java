/// Commands on what the proxies run: proxy-status, proxy-config, explain.
@NullMarked
package dev.lateen.cli.inspect;

import org.jspecify.annotations.NullMarked;
