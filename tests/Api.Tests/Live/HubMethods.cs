using System.Reflection;
using BraidMgr.Api.Hubs;

namespace BraidMgr.Api.Tests.Live;

/// <summary>The methods of the hub, so that tests of all of them cover a new one by themselves.</summary>
internal static class HubMethods
{
    /// <summary>What clients may call.</summary>
    public static IReadOnlyList<MethodInfo> All { get; } =
    [
        .. typeof(ChatHub).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(m => m.GetBaseDefinition() == m),
    ];

    /// <summary>Whether an argument is the id of something that an organization owns.</summary>
    public static bool IsId(ParameterInfo parameter) =>
        parameter.Name!.EndsWith("Id", StringComparison.Ordinal) && parameter.Name != "clientMessageId";

    /// <summary>A value for an argument that is no id.</summary>
    public static object? Fitting(string name) => name switch
    {
        "content" => "Let me in",
        "clientMessageId" => null,
        "afterSeq" or "afterVersion" or "seq" => 0,
        "token" => "x",
        _ => throw new InvalidOperationException($"Give {name} a value, so that the new method is tested."),
    };

    /// <summary>Values that an argument may not have.</summary>
    public static IEnumerable<object?> Bad(ParameterInfo parameter) => parameter.Name switch
    {
        _ when IsId(parameter) => [null, 7, true, new object(), Array.Empty<int>(), "", "x", "a\0b", new string('x', 10_001)],
        "afterSeq" or "afterVersion" or "seq" => ["7", true, new object(), Array.Empty<int>(), -1, 1.5, 1e300],
        "content" => [null, 7, true, new object(), Array.Empty<int>(), "", "a\0b", new string('x', 40_000)],
        "clientMessageId" => [7, true, new object(), Array.Empty<int>(), "", "a\0b", new string('x', 10_001)],
        "token" => [null, 7, true, new object(), Array.Empty<int>(), "", "x", "a\0b", new string('x', 10_001)],
        var name => throw new InvalidOperationException($"Give {name} bad values, so that the new method is tested."),
    };

    /// <summary>What a call is answered with, an error as well.</summary>
    public static async Task<string> AnswerAsync(HubClient client, string method, object?[] arguments)
    {
        try
        {
            return (await client.CallAsync(method, arguments)).ToString();
        }
        catch (HubCallException error)
        {
            return error.Message;
        }
    }
}
