namespace BraidMgr.Api.Endpoints;

/// <summary>
/// Maps handlers. ASP.NET's MapGet takes a method whose only parameter is the HttpContext for a raw request delegate and drops
/// what it returns; these always take it for a handler.
/// </summary>
internal static class Routes
{
    public static RouteHandlerBuilder Get(this IEndpointRouteBuilder routes, string pattern, Delegate handler) =>
        routes.MapMethods(pattern, [HttpMethods.Get], handler);

    public static RouteHandlerBuilder Post(this IEndpointRouteBuilder routes, string pattern, Delegate handler) =>
        routes.MapMethods(pattern, [HttpMethods.Post], handler);

    public static RouteHandlerBuilder Put(this IEndpointRouteBuilder routes, string pattern, Delegate handler) =>
        routes.MapMethods(pattern, [HttpMethods.Put], handler);

    public static RouteHandlerBuilder Patch(this IEndpointRouteBuilder routes, string pattern, Delegate handler) =>
        routes.MapMethods(pattern, [HttpMethods.Patch], handler);

    public static RouteHandlerBuilder Delete(this IEndpointRouteBuilder routes, string pattern, Delegate handler) =>
        routes.MapMethods(pattern, [HttpMethods.Delete], handler);
}
