using System.Text.Json;
using System.Text.Json.Serialization;

namespace BraidMgr.Api.Json;

/// <summary>The shapes that only HTTP has; those of the grains are in <see cref="Contracts.Json.BraidJson"/>.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, MaxDepth = Wire.MaxDepth)]
[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(Guid))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(MessageAnswer))]
[JsonSerializable(typeof(EmailBody))]
[JsonSerializable(typeof(TokenBody))]
[JsonSerializable(typeof(OrganizationChoice))]
[JsonSerializable(typeof(OrganizationList))]
[JsonSerializable(typeof(MemberList))]
[JsonSerializable(typeof(ProjectMemberList))]
[JsonSerializable(typeof(ProjectRoleBody))]
[JsonSerializable(typeof(WorkstreamOrder))]
[JsonSerializable(typeof(UpdatedCount))]
[JsonSerializable(typeof(ItemPage))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(HealthReport))]
public sealed partial class ApiJson : JsonSerializerContext;
