using System.Security.Cryptography;
using System.Text;
using BraidMgr.Contracts.Errors;
using Microsoft.Extensions.Options;

namespace BraidMgr.Grains.Accounts.Tokens;

/// <summary>Encrypts what the database keeps secret (AES-256-GCM), with keys derived from the master key, one per purpose.</summary>
public sealed class KeyProtector(IOptions<KeyOptions> options)
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly Lazy<byte[]> _sealing = new(() => Derive(options.Value, "signing keys"));
    private readonly Lazy<byte[]> _fingerprints = new(() => Derive(options.Value, "fingerprints"));

    /// <summary>Encrypts a secret; <paramref name="name"/> is bound to it, so that two rows cannot be exchanged.</summary>
    internal byte[] Seal(string name, ReadOnlySpan<byte> secret)
    {
        var box = new byte[NonceBytes + secret.Length + TagBytes];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceBytes));
        using var cipher = new AesGcm(_sealing.Value, TagBytes);
        cipher.Encrypt(
            box.AsSpan(0, NonceBytes), secret, box.AsSpan(NonceBytes, secret.Length), box.AsSpan(NonceBytes + secret.Length), Encoding.UTF8.GetBytes(name));
        return box;
    }

    /// <summary>Decrypts a secret; fails when it was encrypted with another master key or belongs to another name.</summary>
    internal byte[] Open(string name, ReadOnlySpan<byte> box)
    {
        try
        {
            var secret = new byte[box.Length - NonceBytes - TagBytes];
            using var cipher = new AesGcm(_sealing.Value, TagBytes);
            cipher.Decrypt(box[..NonceBytes], box[NonceBytes..^TagBytes], box[^TagBytes..], secret, Encoding.UTF8.GetBytes(name));
            return secret;
        }
        catch (Exception error) when (error is CryptographicException or OverflowException)
        {
            throw new BraidException(
                ErrorKind.Internal, $"The signing key {name} in the central database was encrypted with another master key; set Keys:Master to that one.", error);
        }
    }

    /// <summary>A keyed fingerprint of something that must not be guessed from the database, such as a body with a password in it.</summary>
    internal byte[] Fingerprint(ReadOnlySpan<byte> text) => HMACSHA256.HashData(_fingerprints.Value, text);

    private static byte[] Derive(KeyOptions options, string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, options.ReadMaster(), 32, info: Encoding.UTF8.GetBytes($"braidmgr {purpose}"));
}
