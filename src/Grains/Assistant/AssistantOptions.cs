using System.ComponentModel.DataAnnotations;

namespace BraidMgr.Grains.Assistant;

/// <summary>
/// Who answers questions in chat (section <c>Assistant</c>): Anthropic's API where a key is configured, the built-in assistant otherwise.
/// </summary>
public sealed class AssistantOptions : IValidatableObject
{
    /// <summary>The key of Anthropic's API (<c>BRAID__ASSISTANT__APIKEY</c>). Default: none.</summary>
    public string? ApiKey { get; set; }

    /// <summary>A file that holds the key, where <see cref="ApiKey"/> is not set. Default: none.</summary>
    public string? ApiKeyFile { get; set; }

    /// <summary>The model that answers. Default: claude-sonnet-5-5.</summary>
    [Required]
    public string Model { get; set; } = "claude-sonnet-5-5";

    /// <summary>The address of the API. Default: https://api.anthropic.com.</summary>
    [Required, Url]
    public string Url { get; set; } = "https://api.anthropic.com";

    /// <summary>Tokens that an answer may have at most, 100 to 8,000; more would not fit into a message. Default: 2,000.</summary>
    [Range(100, 8000)]
    public int MaxTokens { get; set; } = 2000;

    /// <summary>Characters of the projects' data that go with a question at most, 2,000 to 2,000,000. Default: 200,000, some 50,000 tokens.</summary>
    [Range(2000, 2_000_000)]
    public int MaxDataCharacters { get; set; } = 200_000;

    /// <summary>Seconds without a word of the provider, 1 to 120, after which it is given up. Default: 30.</summary>
    [Range(1, 120)]
    public int SilenceSeconds { get; set; } = 30;

    /// <summary>Seconds that an answer may take in all, 1 to 600. Default: 120.</summary>
    [Range(1, 600)]
    public int AnswerSeconds { get; set; } = 120;

    /// <summary>How often a question is sent anew, 0 to 5, when the provider fails before it said anything. Default: 2.</summary>
    [Range(0, 5)]
    public int Retries { get; set; } = 2;

    /// <summary>Whether a key is configured.</summary>
    internal bool HasKey => !string.IsNullOrWhiteSpace(ApiKey) || !string.IsNullOrWhiteSpace(ApiKeyFile);

    /// <summary>The key itself; only after validation.</summary>
    internal string ReadKey() => (string.IsNullOrWhiteSpace(ApiKey) ? File.ReadAllText(ApiKeyFile!) : ApiKey).Trim();

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!HasKey)
        {
            yield break;
        }

        if (string.IsNullOrWhiteSpace(ApiKey) && !File.Exists(ApiKeyFile))
        {
            yield return new($"Assistant:ApiKeyFile names {ApiKeyFile}, which does not exist.");
        }
        else if (!IsKey(ReadKey()))
        {
            // What a header cannot carry would end up in the text of an exception.
            yield return new("Assistant:ApiKey (BRAID__ASSISTANT__APIKEY) or the content of Assistant:ApiKeyFile is no key: it must be letters, digits and signs without spaces.");
        }
    }

    private static bool IsKey(string text) => text.Length > 0 && text.All(c => c is > ' ' and <= '~');
}
