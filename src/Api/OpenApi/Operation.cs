using System.Net.Mime;
using BraidMgr.Api.Pipeline;
using BraidMgr.Contracts.Access;
using Microsoft.AspNetCore.Http.Metadata;

namespace BraidMgr.Api.OpenApi;

/// <summary>A parameter in the query or a header, as the OpenAPI document lists it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Of one value.</param>
/// <param name="Description">For a person.</param>
/// <param name="Many">May be repeated, or hold several values separated by commas.</param>
/// <param name="InHeader">A header instead of a query parameter.</param>
internal sealed record ParameterDescription(string Name, Type Type, string Description, bool Many = false, bool InHeader = false);

/// <summary>What every route says of itself, in one line of the routes.</summary>
internal static class Operation
{
    private static readonly ParameterDescription IfMatch =
        new("If-Match", typeof(string), "The ETag that the change is bound to; 412 when there is a newer version", InHeader: true);

    private static readonly ParameterDescription IfNoneMatch =
        new("If-None-Match", typeof(string), "The ETag that the client has; 304 when it is still the current one", InHeader: true);

    /// <summary>Names an operation and the row of the permission matrix that guards it.</summary>
    public static RouteHandlerBuilder Op(
        this RouteHandlerBuilder route, string id, string summary, Permission permission, RouteGroup group = RouteGroup.General) =>
        route.WithName(id).WithSummary(summary).WithMetadata(new Guard(permission, group));

    /// <summary>Says what an operation answers with where its handler's type does not.</summary>
    public static RouteHandlerBuilder Returns<T>(this RouteHandlerBuilder route, int status = StatusCodes.Status200OK) =>
        route.Produces<T>(status, MediaTypeNames.Application.Json);

    /// <summary>Lists query parameters that a handler reads itself.</summary>
    public static RouteHandlerBuilder Query(this RouteHandlerBuilder route, params ParameterDescription[] parameters) =>
        route.WithMetadata([.. parameters]);

    /// <summary>The change can be bound to a version.</summary>
    public static RouteHandlerBuilder TakesIfMatch(this RouteHandlerBuilder route) => route.WithMetadata(IfMatch);

    /// <summary>The answer has an ETag and is not sent to a client that has it.</summary>
    public static RouteHandlerBuilder TakesIfNoneMatch(this RouteHandlerBuilder route) =>
        route.WithMetadata(IfNoneMatch).Produces(StatusCodes.Status304NotModified);

    /// <summary>Allows a larger body than others have.</summary>
    public static RouteHandlerBuilder TakesUpTo(this RouteHandlerBuilder route, long bytes) => route.WithMetadata(new SizeLimit(bytes));

    /// <summary>The handler reads the body itself, as it comes.</summary>
    public static RouteHandlerBuilder StreamsBody(this RouteHandlerBuilder route) => route.WithMetadata(new StreamedBody());

    private sealed record SizeLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
}
