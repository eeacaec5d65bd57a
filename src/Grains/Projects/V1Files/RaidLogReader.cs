using BraidMgr.Grains.Projects.V1Files.Yaml;
using YamlDotNet.Core.Events;

namespace BraidMgr.Grains.Projects.V1Files;

/// <summary>
/// Reads a v1 RAID log file, which people edit by hand: understands what can have only one meaning, and reports the rest by
/// item, field and line (docs/v1-files.md).
/// </summary>
public sealed class RaidLogReader
{
    private readonly ProblemList _problems = new();
    private readonly List<ItemRead> _items = [];
    private readonly DateOnly _today;
    private YamlMap? _metadata;
    private bool _hasItems;

    private RaidLogReader(DateOnly today) => _today = today;

    /// <summary>Reads a file; never throws for what is in it.</summary>
    /// <param name="yaml">The file's text.</param>
    /// <param name="today">The organization's date, for notes of which nothing tells the age.</param>
    public static RaidLogReading Read(string yaml, DateOnly today) => new RaidLogReader(today).Read(yaml);

    private RaidLogReading Read(string yaml)
    {
        var log = new RaidLog { ProjectName = "", NextItemNum = 1 };
        try
        {
            ReadDocument(new YamlEvents(FileText.Checked(yaml)));
            log = Whole();
        }
        catch (UnreadableFileException unreadable)
        {
            _problems.Error(null, "file", null, unreadable.Message, unreadable.Line);
        }

        return new(log, _problems.InOrder(), _problems.HasErrors);
    }

    private void ReadDocument(YamlEvents events)
    {
        events.TryTake<StreamStart>();
        if (!events.TryTake<DocumentStart>())
        {
            throw new UnreadableFileException("is empty", null);
        }

        if (!events.TryTake<MappingStart>())
        {
            throw new UnreadableFileException("must have the fields metadata and items at its top", events.Line);
        }

        while (!events.TryTake<MappingEnd>())
        {
            ReadSection(events);
        }

        events.ExpectEnd();
    }

    private void ReadSection(YamlEvents events)
    {
        var key = events.ReadKey();
        switch (key.Text.Trim().ToLowerInvariant())
        {
            case "metadata":
                ReadMetadata(key, events.ReadValue());
                break;
            case "items":
                ReadItems(key, events);
                break;
            default:
                _problems.Warn(null, key.Text, (events.ReadValue() as YamlText)?.Text, "is no section of a log and is dropped", key.Line);
                break;
        }
    }

    private void ReadMetadata(YamlText key, YamlValue value)
    {
        if (_metadata is not null)
        {
            _problems.Error(null, "metadata", null, "stands twice", key.Line);
        }
        else if (value is YamlMap map)
        {
            _metadata = map;
        }
        else
        {
            _problems.Error(null, "metadata", (value as YamlText)?.Text, "has no fields", value.Line);
            _metadata = new([], value.Line);
        }
    }

    // Item by item, so that a large file is never held as a tree.
    private void ReadItems(YamlText key, YamlEvents events)
    {
        if (_hasItems)
        {
            throw new UnreadableFileException("the section items stands twice", key.Line);
        }

        _hasItems = true;
        if (!events.TryTake<SequenceStart>())
        {
            ExpectNothing(events.ReadValue());
            return;
        }

        for (var position = 1; !events.TryTake<SequenceEnd>(); position++)
        {
            if (position > V1Limits.Items)
            {
                throw new UnreadableFileException($"holds more than {V1Limits.Items} items", events.Line);
            }

            if (ItemReader.Read(events.ReadValue(), position, _today, _problems) is { } read)
            {
                _items.Add(read);
            }
        }
    }

    private void ExpectNothing(YamlValue value)
    {
        if (value is not YamlText { IsAbsent: true })
        {
            _problems.Error(null, "items", (value as YamlText)?.Text, "is not a list; each item begins with a dash", value.Line);
        }
    }

    private RaidLog Whole()
    {
        if (!_hasItems)
        {
            _problems.Error(null, "items", null, "is missing; is this a RAID log?", null);
        }

        if (_metadata is null)
        {
            _problems.Error(null, "metadata", null, "is missing; is this a RAID log?", null);
        }

        return WholeLog.Of(MetadataReader.Read(_metadata ?? new([], 1), _problems), _items, _problems);
    }
}
