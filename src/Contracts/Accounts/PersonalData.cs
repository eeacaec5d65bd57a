namespace BraidMgr.Contracts.Accounts;

/// <summary>Where a piece of a person's data ended.</summary>
/// <param name="OrganizationId">The organization that it is of; null for what central has.</param>
/// <param name="Section">The kind of thing.</param>
/// <param name="After">The last one that is written; empty for none.</param>
[GenerateSerializer, Immutable, Alias("braid.personal-data-position")]
public sealed record PersonalDataPosition(Guid? OrganizationId, int Section, Guid After);

/// <summary>A piece of what is stored about a person.</summary>
/// <param name="Content">UTF-8 JSON; all pieces together are one document.</param>
/// <param name="Next">Where the next piece begins; null after the last.</param>
[GenerateSerializer, Immutable, Alias("braid.personal-data-piece")]
public sealed record PersonalDataPiece(byte[] Content, PersonalDataPosition? Next);

/// <summary>Body of POST /auth/me/erase.</summary>
/// <param name="CurrentPassword">The password, once more.</param>
[GenerateSerializer, Immutable, Alias("braid.erasure")]
public sealed record Erasure(string? CurrentPassword);
