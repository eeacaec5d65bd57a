using System.Net.Http.Headers;
using System.Text;
using BraidMgr.Api.Tests.Operations;

namespace BraidMgr.Api.Tests.Errors;

/// <summary>Bodies that are not JSON, and not what an operation takes either.</summary>
public static class BadFiles
{
    private const string Form = "multipart/form-data";
    private const string Boundary = $"{Form}; boundary=b";

    /// <summary>Bad bodies for an operation, each with the type that it claims to be; <paramref name="good"/> is one that fits, with the sample's marker.</summary>
    public static IEnumerable<(string Type, byte[] Bytes)> For(ApiOperation operation, string good, string marker) =>
    [
        ("application/json", "{}"u8.ToArray()),
        ("image/png", "\u0089PNG"u8.ToArray()),
        .. operation.BodyTypes.Where(type => type != Form).SelectMany(type => Texts(operation, good, marker).Select(text => (type, text))),
        .. operation.BodyTypes.Contains(Form) ? Forms() : [],
        // A file in a form can be as bad as one that is the body.
        .. operation.BodyTypes.Contains(Form) && operation.BodyTypes.Count > 1 ? Texts(operation, good, marker).Select(text => (Boundary, FormOf(File("a", text)))) : [],
    ];

    /// <summary>A body as it is.</summary>
    public static HttpContent Content(string type, byte[] bytes)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return content;
    }

    private static IEnumerable<byte[]> Texts(ApiOperation operation, string good, string marker)
    {
        string[] texts = ["", "\0", "[", new('[', 1000), new('{', 1000), string.Concat(Enumerable.Repeat("- ", 1000)), With("a\0b"), With(new string('x', 30_000))];
        string[] escaped = operation.BodyType == "application/yaml" ? [With("\"a\\0b\""), With("\"\\ud800\"")] : [];
        return [.. texts.Concat(escaped).Select(text => Encoding.UTF8.GetBytes(text)), [0xff, 0xfe], Encoding.Unicode.GetBytes(good), [.. Encoding.UTF8.GetBytes(good), 0xed, 0xa0, 0x80]];

        string With(string bad) => good.Replace(marker, bad, StringComparison.Ordinal);
    }

    private static IEnumerable<(string, byte[])> Forms() =>
    [
        (Form, "--b--"u8.ToArray()),
        (Boundary, []),
        (Boundary, "not a form"u8.ToArray()),
        (Boundary, FormOf("Content-Disposition: form-data; name=other\r\n\r\nx\r\n"u8.ToArray())),
        (Boundary, FormOf(File("a", []))),
        (Boundary, FormOf(File("a", "x"u8.ToArray()), File("b", "x"u8.ToArray()))),
        (Boundary, [.. "--b\r\n"u8, .. File("a", "x"u8.ToArray())]),
        (Boundary, FormOf(File("a\0b", "x"u8.ToArray()))),
        (Boundary, FormOf([.. "no header\r\n\r\n"u8, .. "x\r\n"u8])),
    ];

    private static byte[] File(string name, byte[] content) =>
        [.. Encoding.UTF8.GetBytes($"Content-Disposition: form-data; name=file; filename=\"{name}\"\r\n\r\n"), .. content, .. "\r\n"u8];

    private static byte[] FormOf(params byte[][] parts) => [.. parts.SelectMany(part => (byte[])[.. "--b\r\n"u8, .. part]), .. "--b--\r\n"u8];
}
