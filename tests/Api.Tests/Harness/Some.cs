namespace BraidMgr.Api.Tests.Harness;

/// <summary>The one maker of test data.</summary>
public static class Some
{
    /// <summary>A password that the rules accept.</summary>
    public const string Password = "Passw0rd-of-tests";

    /// <summary>Twelve characters that nobody else has.</summary>
    public static string Suffix() => Guid.NewGuid().ToString("N")[..12];

    /// <summary>An address that nobody else has.</summary>
    public static string Email() => $"p{Suffix()}@example.com";

    /// <summary>A slug that nobody else has.</summary>
    public static string Slug() => "o" + Suffix();
}
