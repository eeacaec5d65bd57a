using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace BraidMgr.Grains.Projects.V1Files.Yaml;

/// <summary>
/// What the tag of a value says. The tags of YAML itself say nothing that a field does not know better, but for text; others ask
/// for objects of a program and are refused.
/// </summary>
internal static class YamlTags
{
    private const string Text = "tag:yaml.org,2002:str";

    private static readonly HashSet<string> Known =
        [Text, .. new[] { "int", "float", "bool", "null", "timestamp", "seq", "map" }.Select(name => $"tag:yaml.org,2002:{name}")];

    /// <summary>How a scalar was written; <c>!!str</c> makes a bare one a quoted one.</summary>
    public static YamlTextStyle StyleOf(Scalar scalar)
    {
        RefuseCustom(scalar);
        return scalar.Style switch
        {
            ScalarStyle.Literal => YamlTextStyle.Literal,
            ScalarStyle.Folded => YamlTextStyle.Folded,
            ScalarStyle.Plain when scalar.Tag.IsEmpty || scalar.Tag.Value != Text => YamlTextStyle.Bare,
            _ => YamlTextStyle.Quoted,
        };
    }

    /// <summary>Refuses a value that has a tag of its own making.</summary>
    public static void RefuseCustom(NodeEvent node)
    {
        if (!node.Tag.IsEmpty && !node.Tag.IsNonSpecific && !Known.Contains(node.Tag.Value))
        {
            throw new UnreadableFileException($"the tag {node.Tag.Value} is not read; remove it", (int)node.Start.Line);
        }
    }
}
