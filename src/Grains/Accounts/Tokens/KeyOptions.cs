using System.ComponentModel.DataAnnotations;

namespace BraidMgr.Grains.Accounts.Tokens;

/// <summary>The keys that sign access tokens, and the master key that they are encrypted with in the database (section <c>Keys</c>).</summary>
public sealed class KeyOptions : IValidatableObject
{
    private const string HowToMend = "Make one with: head -c 32 /dev/urandom | base64";

    /// <summary>The master key: 32 bytes in base64 (<c>BRAID__KEYS__MASTER</c>). Every host of a cluster must have the same.</summary>
    public string? Master { get; set; }

    /// <summary>A file that holds the master key in base64, where <see cref="Master"/> is not set.</summary>
    public string? MasterFile { get; set; }

    /// <summary>Days after which a signing key is replaced. Default 30.</summary>
    [Range(1, 365)]
    public int SigningKeyDays { get; set; } = 30;

    /// <summary>Minutes that a new signing key is published before it signs, so that every host knows it by then. Default 10.</summary>
    [Range(1, 1440)]
    public int PublishMinutes { get; set; } = 10;

    /// <summary>How long a signing key signs.</summary>
    public TimeSpan SigningKeyLifetime => TimeSpan.FromDays(SigningKeyDays);

    /// <summary>How long a signing key is known before it signs.</summary>
    public TimeSpan PublishLead => TimeSpan.FromMinutes(PublishMinutes);

    /// <summary>The master key itself; only after validation.</summary>
    internal byte[] ReadMaster() =>
        Convert.FromBase64String((string.IsNullOrWhiteSpace(Master) ? File.ReadAllText(MasterFile!) : Master).Trim());

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (string.IsNullOrWhiteSpace(Master) && MasterFile is null)
        {
            yield return new($"Keys:Master (BRAID__KEYS__MASTER) or Keys:MasterFile is missing: 32 random bytes in base64. {HowToMend}");
        }
        else if (string.IsNullOrWhiteSpace(Master) && !File.Exists(MasterFile))
        {
            yield return new($"Keys:MasterFile names {MasterFile}, which does not exist. {HowToMend} > {MasterFile}");
        }
        else if (!IsKey(string.IsNullOrWhiteSpace(Master) ? File.ReadAllText(MasterFile!) : Master))
        {
            yield return new($"Keys:Master or the content of Keys:MasterFile is not 32 bytes in base64. {HowToMend}");
        }
    }

    private static bool IsKey(string text)
    {
        Span<byte> bytes = stackalloc byte[64];
        return Convert.TryFromBase64String(text.Trim(), bytes, out var written) && written == 32;
    }
}
