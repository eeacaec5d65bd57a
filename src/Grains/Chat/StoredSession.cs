using System.Text.Json.Serialization;
using BraidMgr.Contracts.Chat;

namespace BraidMgr.Grains.Chat;

/// <summary>A row of <c>chat_sessions</c> as it was stored under an Idempotency-Key.</summary>
internal sealed record StoredSession(
    Guid Id, Guid UserId, Guid? ProjectId, string? Title, AssistantMode Assistant, DateTime CreatedAt, DateTime UpdatedAt);

/// <summary>The JSON of stored rows of chat.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(StoredSession))]
internal sealed partial class ChatJson : JsonSerializerContext;
