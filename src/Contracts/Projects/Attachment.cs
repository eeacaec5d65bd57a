namespace BraidMgr.Contracts.Projects;

/// <summary>A file at an item. Its bytes are in the object store.</summary>
/// <param name="Id">Its id.</param>
/// <param name="ItemId">The item.</param>
/// <param name="Filename">Its name, 1 to 255 characters, without a path.</param>
/// <param name="ContentType">What it is, told by its content and not by its name.</param>
/// <param name="SizeBytes">1 to <see cref="MaxBytes"/>.</param>
/// <param name="Sha256">Of its bytes, in lower-case hex.</param>
/// <param name="UploadedBy">Who uploaded it; null when they were erased.</param>
/// <param name="CreatedAt">When.</param>
[GenerateSerializer, Immutable, Alias("braid.attachment")]
public sealed record Attachment(
    Guid Id, Guid ItemId, string Filename, string ContentType, long SizeBytes, string Sha256, Guid? UploadedBy, DateTime CreatedAt)
{
    /// <summary>Limit of a file: 10 MiB.</summary>
    public const int MaxBytes = 10 << 20;

    /// <summary>Limit of a file's name, in characters.</summary>
    public const int MaxFilename = 255;
}

/// <summary>GET /projects/{id}/items/{item}/attachments, oldest first.</summary>
[GenerateSerializer, Immutable, Alias("braid.attachment-list")]
public sealed record AttachmentList(IReadOnlyList<Attachment> Attachments);

/// <summary>A file whose bytes are stored.</summary>
/// <param name="Id">Made by the host that stored them.</param>
/// <param name="Filename">Its name.</param>
/// <param name="ContentType">What it is.</param>
/// <param name="SizeBytes">Bytes.</param>
/// <param name="Sha256">Of its bytes, in lower-case hex.</param>
/// <param name="StorageKey">Where they are in the object store.</param>
[GenerateSerializer, Immutable, Alias("braid.uploaded-file")]
public sealed record UploadedFile(Guid Id, string Filename, string ContentType, long SizeBytes, string Sha256, string StorageKey);

/// <summary>A file at an item and where its bytes are.</summary>
[GenerateSerializer, Immutable, Alias("braid.stored-attachment")]
public sealed record StoredAttachment(Attachment Attachment, string StorageKey)
{
    /// <summary>The file without its item.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public UploadedFile File => new(
        Attachment.Id, Attachment.Filename, Attachment.ContentType, Attachment.SizeBytes, Attachment.Sha256, StorageKey);
}
