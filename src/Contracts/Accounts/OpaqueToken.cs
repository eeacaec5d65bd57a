using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using BraidMgr.Contracts.Errors;

namespace BraidMgr.Contracts.Accounts;

/// <summary>A token that only its server can read: the id of what it belongs to (so that the grain is found) and 256 random bits.</summary>
public static class OpaqueToken
{
    private const int SecretBytes = 32;
    private const int TotalBytes = 16 + SecretBytes;

    /// <summary>Makes a new token for a session, a user or an invitation.</summary>
    public static string Create(Guid ownerId)
    {
        Span<byte> bytes = stackalloc byte[TotalBytes];
        ownerId.TryWriteBytes(bytes);
        RandomNumberGenerator.Fill(bytes[16..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>The id of what a token belongs to; an AUTHENTICATION_ERROR for anything that is not such a token.</summary>
    public static Guid ReadOwner(string? token)
    {
        if (!IsWellFormed(token))
        {
            throw Error.Unauthenticated("The token is not valid.");
        }

        Span<byte> bytes = stackalloc byte[TotalBytes];
        Base64Url.DecodeFromChars(token, bytes);
        return new Guid(bytes[..16]);
    }

    /// <summary>Whether a text can be such a token at all.</summary>
    public static bool IsWellFormed([NotNullWhen(true)] string? token) => token is { Length: 64 } && Base64Url.IsValid(token, out var bytes) && bytes == TotalBytes;

    /// <summary>What is stored of a token: SHA-256, which is enough for 256 random bits.</summary>
    public static byte[] Hash(string token) => SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(token));
}
