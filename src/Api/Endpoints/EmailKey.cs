using BraidMgr.Contracts.Errors;

namespace BraidMgr.Api.Endpoints;

/// <summary>An address that names an account's grain: a key must be a text that can travel; whether it is an address is the grain's to say.</summary>
internal static class EmailKey
{
    private const int MaxLength = 254;

    /// <summary>The address as it was sent; VALIDATION_ERROR for what is no short text.</summary>
    public static string Of(string? email)
    {
        var errors = new ValidationErrors();
        errors.Text("email", email ?? "", MaxLength, min: 1);
        errors.ThrowIfAny();
        return email!;
    }
}
