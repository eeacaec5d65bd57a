using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Projects;
using Microsoft.Net.Http.Headers;

namespace BraidMgr.Api.Http.Uploads;

/// <summary>Names of files as clients send them and get them back.</summary>
internal static class FileNames
{
    // What means something to a file system; and marks that turn the direction of writing, with which exe looks like txt.
    private const string Forbidden = "/\\:*?\"<>|\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069\u2028\u2029";

    /// <summary>The name of the file of a form. VALIDATION_ERROR for a path and for what no file system would take.</summary>
    public static string Check(ContentDispositionHeaderValue disposition)
    {
        var sent = disposition.FileNameStar.HasValue ? disposition.FileNameStar : HeaderUtilities.RemoveQuotes(disposition.FileName);
        var name = (sent.Value ?? "").Normalize(System.Text.NormalizationForm.FormC).Trim();
        if (name.Length is 0 or > Attachment.MaxFilename)
        {
            throw Error.Invalid("filename", $"must have 1 to {Attachment.MaxFilename} characters");
        }

        if (name is "." or ".." || name.Any(c => char.IsControl(c) || Forbidden.Contains(c, StringComparison.Ordinal)))
        {
            throw Error.Invalid("filename", "must be a name without a path, and without control characters or any of / \\ : * ? \" < > |");
        }

        return name;
    }

    /// <summary>A header that makes browsers save the file under its name and never show it.</summary>
    public static string Disposition(string filename)
    {
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(filename);
        return disposition.ToString();
    }
}
