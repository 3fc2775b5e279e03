package io.oriel.portal.security;

import static org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers.pathMatchers;

import io.oriel.broker.api.ovirt.OvirtRefusal;
import io.oriel.broker.operation.ApiTokens;
import io.oriel.broker.operation.Login;
import io.oriel.portal.page.LocalPath;
import java.net.URI;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.SecurityWebFiltersOrder;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.authentication.logout.RedirectServerLogoutSuccessHandler;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.context.ServerSecurityContextRepository;
import org.springframework.security.web.server.context.WebSessionServerSecurityContextRepository;
import org.springframework.security.web.server.csrf.CookieServerCsrfTokenRepository;
import org.springframework.security.web.server.csrf.CsrfWebFilter;
import org.springframework.security.web.server.csrf.ServerCsrfTokenRepository;
import org.springframework.security.web.server.header.CrossOriginOpenerPolicyServerHttpHeadersWriter.CrossOriginOpenerPolicy;
import org.springframework.security.web.server.header.CrossOriginResourcePolicyServerHttpHeadersWriter.CrossOriginResourcePolicy;
import org.springframework.security.web.server.header.ReferrerPolicyServerHttpHeadersWriter.ReferrerPolicy;
import org.springframework.security.web.server.header.XFrameOptionsServerHttpHeadersWriter.Mode;
import org.springframework.security.web.server.savedrequest.NoOpServerRequestCache;
import org.springframework.security.web.server.util.matcher.AndServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.NegatedServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;
import org.springframework.web.server.session.CookieWebSessionIdResolver;
import org.springframework.web.server.session.DefaultWebSessionManager;
import org.springframework.web.server.session.InMemoryWebSessionStore;
import org.springframework.web.server.session.WebSessionManager;
import reactor.core.publisher.Mono;

/**
 * The rules of the front door: chains for programs on the two APIs, and for people everywhere else.
 *
 * <p>No page before the login makes a session, so nobody can fill the memory with them; the CSRF token of the login page
 * lives in a cookie of its own.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebFluxSecurity
public class WebSecurity {
    private static final String OVIRT_API = "/ovirt-engine/api";

    static final String SESSION_COOKIE = "__Host-oriel";
    static final String CSRF_COOKIE = "__Host-oriel-csrf";
    static final String CSRF_HEADER = "X-CSRF-TOKEN";

    private static final Duration IDLE = Duration.ofHours(8);
    private static final int MOST_SESSIONS = 200_000;

    /** All that is shown to whoever has not logged in. */
    static final String[] PUBLIC = {
        "/login",
        "/health",
        "/ca.crt",
        "/oriel.css",
        "/oriel.js",
        "/manager.js",
        "/console.js",
        "/console-agent.js",
        "/console-input.js",
        "/console-spice.js",
        "/console-tools.js",
        "/console-vnc.js",
        "/icon.svg",
        "/icons.svg",
        "/vendor/**"
    };

    @Bean
    WebSessionManager webSessionManager() {
        var cookie = new CookieWebSessionIdResolver();
        cookie.setCookieName(SESSION_COOKIE);
        cookie.addCookieInitializer(
                made -> made.path("/").secure(true).httpOnly(true).sameSite("Lax"));
        var store = new InMemoryWebSessionStore() {
            @Override
            public Mono<WebSession> createWebSession() {
                return super.createWebSession().doOnNext(session -> session.setMaxIdleTime(IDLE));
            }
        };
        store.setMaxSessions(MOST_SESSIONS);
        var manager = new DefaultWebSessionManager();
        manager.setSessionIdResolver(cookie);
        manager.setSessionStore(store);
        return manager;
    }

    @Bean
    ServerSecurityContextRepository sessions() {
        return new WebSessionServerSecurityContextRepository();
    }

    @Bean
    ServerCsrfTokenRepository csrfTokens() {
        var tokens = new CookieServerCsrfTokenRepository();
        tokens.setCookieName(CSRF_COOKIE);
        tokens.setHeaderName(CSRF_HEADER);
        tokens.setCookieCustomizer(
                cookie -> cookie.path("/").secure(true).httpOnly(true).sameSite("Lax"));
        return tokens;
    }

    @Bean
    @Order(1)
    SecurityWebFilterChain api(ServerHttpSecurity http, Login login, ApiTokens tokens, Front front) {
        var door = new ApiDoor(login, tokens, front.origin(), ApiDoor::problem);
        return programs(http, front)
                .securityMatcher(pathMatchers("/api/**"))
                .addFilterBefore(door, SecurityWebFiltersOrder.AUTHENTICATION)
                .build();
    }

    @Bean
    @Order(2)
    SecurityWebFilterChain compatibleApi(ServerHttpSecurity http, Login login, ApiTokens tokens, Front front) {
        var door = new ApiDoor(login, tokens, front.origin(), OvirtRefusal::write);
        return programs(http, front)
                .securityMatcher(pathMatchers(OVIRT_API, OVIRT_API + "/**"))
                .addFilterBefore(door, SecurityWebFiltersOrder.AUTHENTICATION)
                .build();
    }

    /** Where a password is given for a token; the controller looks at it. */
    @Bean
    @Order(3)
    SecurityWebFilterChain compatibleSso(ServerHttpSecurity http, Front front) {
        return programs(http, front)
                .securityMatcher(pathMatchers("/ovirt-engine/**"))
                .build();
    }

    /** Without sessions, cookies and CSRF tokens. */
    private static ServerHttpSecurity programs(ServerHttpSecurity http, Front front) {
        return headers(http, front)
                .authorizeExchange(allowed -> allowed.anyExchange().permitAll()) // by ApiDoor, which stands before it
                .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
                .requestCache(cache -> cache.requestCache(NoOpServerRequestCache.getInstance()))
                .csrf(ServerHttpSecurity.CsrfSpec::disable)
                .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
                .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
                .logout(ServerHttpSecurity.LogoutSpec::disable);
    }

    @Bean
    @Order(4)
    SecurityWebFilterChain pages(
            ServerHttpSecurity http,
            ServerSecurityContextRepository sessions,
            ServerCsrfTokenRepository tokens,
            Front front) {
        var leave = new RedirectServerLogoutSuccessHandler();
        leave.setLogoutSuccessUrl(URI.create("/login?out"));
        return headers(http, front)
                .authorizeExchange(allowed -> allowed.pathMatchers(HttpMethod.GET, PUBLIC)
                        .permitAll()
                        .pathMatchers(HttpMethod.POST, "/login")
                        .permitAll()
                        .anyExchange()
                        .authenticated())
                .securityContextRepository(sessions)
                .requestCache(cache -> cache.requestCache(NoOpServerRequestCache.getInstance()))
                .csrf(csrf -> csrf.csrfTokenRepository(tokens)
                        .requireCsrfProtectionMatcher(new AndServerWebExchangeMatcher(
                                CsrfWebFilter.DEFAULT_CSRF_MATCHER,
                                new NegatedServerWebExchangeMatcher(pathMatchers(HttpMethod.POST, FormTokens.UPLOADS))))
                        .accessDeniedHandler((_, _) -> Mono.error(new ResponseStatusException(HttpStatus.FORBIDDEN))))
                .exceptionHandling(handling -> handling.authenticationEntryPoint((exchange, _) -> toLogin(exchange)))
                .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
                .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
                .logout(logout -> logout.requiresLogout(
                                ServerWebExchangeMatchers.pathMatchers(HttpMethod.POST, "/logout"))
                        .logoutSuccessHandler(leave))
                .build();
    }

    private static ServerHttpSecurity headers(ServerHttpSecurity http, Front front) {
        return http.headers(headers -> headers.contentSecurityPolicy(csp -> csp.policyDirectives(ContentPolicy.PAGES))
                .frameOptions(frame -> frame.mode(Mode.DENY))
                .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.NO_REFERRER))
                .crossOriginOpenerPolicy(opener -> opener.policy(CrossOriginOpenerPolicy.SAME_ORIGIN))
                .crossOriginResourcePolicy(resource -> resource.policy(CrossOriginResourcePolicy.SAME_ORIGIN))
                .permissionsPolicy(
                        permissions -> permissions.policy(
                                "camera=(), microphone=(), geolocation=(), payment=(), usb=(), fullscreen=(self), clipboard-write=(self)"))
                .hsts(hsts -> {
                    if (front.strictTransport()) {
                        hsts.includeSubdomains(false).maxAge(Duration.ofDays(365));
                    } else {
                        hsts.disable();
                    }
                }));
    }

    /** Pages lead to the login and back; a live stream is told to load the page; programs get 401. */
    private static Mono<Void> toLogin(ServerWebExchange exchange) {
        var request = exchange.getRequest();
        var response = exchange.getResponse();
        var accepts = request.getHeaders().getAccept();
        if (accepts.contains(MediaType.TEXT_EVENT_STREAM)) {
            response.setStatusCode(HttpStatus.OK);
            response.getHeaders().setContentType(MediaType.TEXT_EVENT_STREAM);
            return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory()
                    .wrap("event: over\ndata:\n\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII))));
        }
        if (accepts.stream().noneMatch(type -> type.includes(MediaType.TEXT_HTML))) {
            response.setStatusCode(HttpStatus.UNAUTHORIZED);
            return response.setComplete();
        }
        var path = request.getPath().value();
        var back = HttpMethod.GET.equals(request.getMethod()) && LocalPath.isPage(path) && !path.equals("/desktops");
        response.setStatusCode(HttpStatus.SEE_OTHER);
        response.getHeaders().setLocation(URI.create(back ? "/login?back=" + path : "/login"));
        return response.setComplete();
    }
}
