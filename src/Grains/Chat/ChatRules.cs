using System.Text;
using System.Text.RegularExpressions;
using BraidMgr.Contracts.Chat;
using BraidMgr.Contracts.Errors;

namespace BraidMgr.Grains.Chat;

/// <summary>What sessions and messages may be.</summary>
internal static partial class ChatRules
{
    /// <summary>What the assistant's answers have for a client_message_id, before the question's id.</summary>
    public const string AnswerPrefix = "answer-";

    /// <summary>The field, and the filter, that names a session's project.</summary>
    public const string ProjectField = "project_id";

    private const int MaxTitle = 200;
    private const int MaxClientMessageId = 200;

    /// <summary>Checks the fields sent of a session.</summary>
    public static void Check(ChatSessionInput input)
    {
        var errors = new ValidationErrors();
        errors.Text("title", input.Title.Or(null), MaxTitle);
        if (input.Assistant is { IsSet: true, Value: null })
        {
            errors.Add("assistant", "must be mentions, all or none");
        }

        errors.ThrowIfAny();
    }

    /// <summary>A session stays in the project that it was created in.</summary>
    public static void CheckStays(ChatSession session, ChatSessionInput input)
    {
        if (input.ProjectId.Or(session.ProjectId) != session.ProjectId)
        {
            throw Error.Invalid(ProjectField, "cannot be changed; create another session");
        }
    }

    /// <summary>Checks a message.</summary>
    public static void Check(ChatMessageInput input)
    {
        var errors = new ValidationErrors();
        CheckContent(errors, input.Content);
        errors.Text("client_message_id", input.ClientMessageId, MaxClientMessageId, 1);
        if (input.ClientMessageId?.StartsWith(AnswerPrefix, StringComparison.Ordinal) == true)
        {
            errors.Add("client_message_id", $"must not begin with {AnswerPrefix}, as answers of the assistant do");
        }

        errors.ThrowIfAny();
    }

    /// <summary>Whether a message of a person addresses the assistant.</summary>
    public static bool AsksAssistant(AssistantMode mode, string content) =>
        mode == AssistantMode.All || (mode == AssistantMode.Mentions && Mention().IsMatch(content));

    /// <summary>Cuts an answer off where a message would be too long, between characters.</summary>
    public static string Fit(string content)
    {
        var text = content.Replace("\0", "", StringComparison.Ordinal);
        text = ValidationErrors.IsStorable(text) ? text : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        if (Encoding.UTF8.GetByteCount(text) <= ChatMessage.MaxBytes)
        {
            return text.Length > 0 ? text : "…";
        }

        var bytes = Encoding.UTF8.GetBytes(text).AsSpan(0, ChatMessage.MaxBytes - 3);
        var end = bytes.Length;
        while ((Encoding.UTF8.GetBytes(text)[end] & 0xC0) == 0x80)
        {
            end--;
        }

        return Encoding.UTF8.GetString(bytes[..end]) + "…";
    }

    private static void CheckContent(ValidationErrors errors, string? content)
    {
        if (string.IsNullOrWhiteSpace(content))
        {
            errors.Add("content", content is null ? "is required" : "must not be empty");
            return;
        }

        if (!ValidationErrors.IsStorable(content))
        {
            errors.Add("content", "contains a NUL character or half of a surrogate pair, which cannot be stored");
        }
        else if (Encoding.UTF8.GetByteCount(content) is var bytes and > ChatMessage.MaxBytes)
        {
            errors.Add("content", $"has {bytes} bytes; at most {ChatMessage.MaxBytes} are allowed");
        }
    }

    [GeneratedRegex(@"(?<![\w@.])@assistant\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Mention();
}
