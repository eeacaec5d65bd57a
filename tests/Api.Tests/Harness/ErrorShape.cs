using System.Text.Json;
using BraidMgr.Contracts.Errors;

namespace BraidMgr.Api.Tests.Harness;

/// <summary>What every answer from 400 up must look like.</summary>
public static class ErrorShape
{
    private static readonly HashSet<string> Codes = [.. Enum.GetValues<ErrorKind>().Select(k => k.WireCode())];

    /// <summary>Checks for an error of a status, in the shape, and returns it.</summary>
    public static ApiAnswer ShouldFail(this ApiAnswer answer, int status, string? because = null)
    {
        answer.Code.ShouldBe(status, $"{because} {answer.Text}");
        return answer.ShouldHaveErrorShape(because);
    }

    /// <summary>Checks for an error that is the client's, in the shape.</summary>
    public static ApiAnswer ShouldBeRefused(this ApiAnswer answer, string because)
    {
        answer.Code.ShouldBeInRange(400, 499, $"{because}: {answer.Text}");
        return answer.ShouldHaveErrorShape(because);
    }

    /// <summary>Checks the shape.</summary>
    public static ApiAnswer ShouldHaveErrorShape(this ApiAnswer answer, string? because = null)
    {
        answer.Headers["Content-Type"].ShouldStartWith("application/json", customMessage: because);
        var body = answer.Json;
        Codes.ShouldContain(body.GetProperty("error").GetString()!, because);
        body.GetProperty("message").GetString().ShouldNotBeNullOrEmpty(because);
        body.GetProperty("correlation_id").GetString().ShouldBe(answer.Headers["X-Correlation-ID"], because);
        foreach (var field in body.GetProperty("details").EnumerateObject())
        {
            field.Value.ValueKind.ShouldBe(JsonValueKind.Array, because);
        }

        // No names of types, stacks, SQL or drivers.
        answer.Text.ShouldNotContain("System.", customMessage: because);
        answer.Text.ShouldNotContain("BraidMgr.", Case.Sensitive, because);
        answer.Text.ShouldNotContain("Npgsql", customMessage: because);
        return answer;
    }
}
