using System.Buffers.Binary;
using System.Text;
using BraidMgr.Contracts.Errors;

namespace BraidMgr.Api.Http.Uploads;

/// <summary>
/// What a file is, told by its first and last bytes and never by its name or by what the client says. What it does not know is
/// <c>application/octet-stream</c>, and every text is <c>text/plain</c>: nothing is ever served as something that a browser runs.
/// </summary>
internal static class FileKind
{
    /// <summary>How much of the beginning it needs.</summary>
    public const int HeadLength = 1024;

    /// <summary>How much of the end it needs: a ZIP ends with up to 64 KiB of comment.</summary>
    public const int TailLength = (64 << 10) + EndOfZipLength;

    private const string Unknown = "application/octet-stream";
    private const string Text = "text/plain";
    private const string Zip = "application/zip";
    private const string Pdf = "application/pdf";
    private const int EndOfZipLength = 22;

    private static readonly (string Type, int At, byte[] Bytes)[] Signatures =
    [
        ("image/png", 0, [0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n']),
        ("image/jpeg", 0, [0xFF, 0xD8, 0xFF]),
        ("image/gif", 0, [.. "GIF87a"u8]),
        ("image/gif", 0, [.. "GIF89a"u8]),
        ("image/webp", 8, [.. "WEBP"u8]),
        ("image/tiff", 0, [.. "II*\0"u8]),
        ("image/tiff", 0, [.. "MM\0*"u8]),
        (Pdf, 0, [.. "%PDF-"u8]),
        (Zip, 0, [.. "PK\x03\x04"u8]),
        (Zip, 0, [.. "PK\x05\x06"u8]),
        ("application/gzip", 0, [0x1F, 0x8B, 0x08]),
        ("application/x-7z-compressed", 0, [.. "7z"u8, 0xBC, 0xAF, 0x27, 0x1C]),
        ("video/mp4", 4, [.. "ftyp"u8]),
    ];

    // What begins markup or a program in a file of another kind.
    private static readonly string[] Markup = ["<script", "<html", "<!doctype", "<svg", "<?php", "<iframe", "javascript:"];

    /// <summary>The type of a file. VALIDATION_ERROR for one that is of two kinds at once: it means harm to whoever opens it as the other.</summary>
    /// <param name="head">Its first <see cref="HeadLength"/> bytes.</param>
    /// <param name="tail">Its last <see cref="TailLength"/> bytes.</param>
    public static string Of(ReadOnlySpan<byte> head, ReadOnlySpan<byte> tail)
    {
        var type = BySignature(head) ?? (IsText(head) ? Text : Unknown);
        if (OtherKind(type, head, tail) is { } other)
        {
            throw Error.Invalid("file", $"is of two kinds at once, {type} and {other}; such files are not taken");
        }

        return type;
    }

    private static string? BySignature(ReadOnlySpan<byte> head)
    {
        foreach (var (type, at, bytes) in Signatures)
        {
            if (head.Length >= at + bytes.Length && head.Slice(at, bytes.Length).SequenceEqual(bytes))
            {
                // WEBP is a form of RIFF, whose mark comes first.
                return type != "image/webp" || head.StartsWith("RIFF"u8) ? type : null;
            }
        }

        return null;
    }

    private static string? OtherKind(string type, ReadOnlySpan<byte> head, ReadOnlySpan<byte> tail)
    {
        if (type != Zip && EndsAsZip(tail))
        {
            return Zip;
        }

        // Readers of PDF look for its mark in the first 1024 bytes.
        if (type != Pdf && head.IndexOf("%PDF-"u8) >= 0)
        {
            return Pdf;
        }

        return type is not (Text or Unknown) && HasMarkup(head) ? "markup or a script" : null;
    }

    private static bool EndsAsZip(ReadOnlySpan<byte> tail)
    {
        for (var at = tail.LastIndexOf("PK\x05\x06"u8); at >= 0; at = tail[..at].LastIndexOf("PK\x05\x06"u8))
        {
            if (tail.Length - at >= EndOfZipLength
                && BinaryPrimitives.ReadUInt16LittleEndian(tail[(at + EndOfZipLength - 2)..]) == tail.Length - at - EndOfZipLength)
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasMarkup(ReadOnlySpan<byte> head)
    {
        var text = Encoding.Latin1.GetString(head);
        return Markup.Any(mark => text.Contains(mark, StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsText(ReadOnlySpan<byte> head)
    {
        foreach (var b in head)
        {
            if (b < 0x20 && b is not ((byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'\f'))
            {
                return false;
            }
        }

        return IsUtf8(head);
    }

    // The head may end within a character.
    private static bool IsUtf8(ReadOnlySpan<byte> head)
    {
        for (var cut = 0; cut < 4 && cut <= head.Length; cut++)
        {
            if (System.Text.Unicode.Utf8.IsValid(head[..^cut]))
            {
                return cut == 0 || head.Length == HeadLength;
            }
        }

        return false;
    }
}
