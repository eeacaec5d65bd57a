using System.Security.Cryptography;
using System.Text;

namespace BraidMgr.Schema;

/// <summary>
/// A password as PostgreSQL stores it (SCRAM-SHA-256, RFC 5802 and 7677): sent instead of the password, which a server that
/// logs statements would write down.
/// </summary>
internal static class ScramSecret
{
    private const int Iterations = 4096; // what PostgreSQL itself uses

    internal static string Of(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        // The same normalization as Npgsql's when it signs in.
        var salted = Rfc2898DeriveBytes.Pbkdf2(
            Encoding.UTF8.GetBytes(password.Normalize(NormalizationForm.FormKC)), salt, Iterations, HashAlgorithmName.SHA256, 32);
        var storedKey = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var serverKey = HMACSHA256.HashData(salted, "Server Key"u8);
        return $"SCRAM-SHA-256${Iterations}:{Convert.ToBase64String(salt)}" +
            $"${Convert.ToBase64String(storedKey)}:{Convert.ToBase64String(serverKey)}";
    }
}
