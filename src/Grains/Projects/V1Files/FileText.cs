using System.Text;
using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Projects.V1Files.Yaml;

namespace BraidMgr.Grains.Projects.V1Files;

/// <summary>What must hold of a file's text before anything in it is read.</summary>
internal static class FileText
{
    /// <summary>The text without a byte order mark; refuses one that is too large or cannot be stored.</summary>
    public static string Checked(string yaml)
    {
        if (yaml.Length > V1Limits.Bytes || Encoding.UTF8.GetByteCount(yaml) > V1Limits.Bytes)
        {
            throw new UnreadableFileException($"is larger than {V1Limits.Bytes} bytes", null);
        }

        if (!ValidationErrors.IsStorable(yaml))
        {
            var line = 1 + yaml.Split('\n').TakeWhile(ValidationErrors.IsStorable).Count();
            throw new UnreadableFileException("contains a NUL character or half of a surrogate pair", line);
        }

        return yaml.TrimStart('\uFEFF');
    }
}
