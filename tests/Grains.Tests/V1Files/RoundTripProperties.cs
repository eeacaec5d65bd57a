using System.Text.Json;
using BraidMgr.Grains.Projects.V1Files;
using FsCheck;
using FsCheck.Fluent;
using YamlDotNet.RepresentationModel;

namespace BraidMgr.Grains.Tests.V1Files;

/// <summary>What holds for any log: what is written is read as it was, and written again is the same file.</summary>
public sealed class RoundTripProperties
{
    private static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(1_000);

    [Fact]
    public void What_is_written_is_read_as_it_was_without_a_word_and_written_again_the_same() =>
        Check.One(Thorough, Prop.ForAll(SomeLog.Logs.ToArbitrary(), log =>
        {
            var first = RaidLogWriter.Write(log);
            var reading = RaidLogReader.Read(first, SomeLog.Today);
            reading.Problems.ShouldBeEmpty();
            Describe(reading.Log).ShouldBe(Describe(log));
            RaidLogWriter.Write(reading.Log).ShouldBe(first);
        }));

    [Fact]
    public void Any_text_comes_back_from_a_reader_that_knows_nothing_of_logs() =>
        Check.One(Thorough, Prop.ForAll(SomeLog.Text(V1Limits.Description).ToArbitrary(), text =>
        {
            var log = SomeLog.Full with { Items = [SomeLog.Full.Items[0] with { Title = text, Description = text }] };
            var stream = new YamlStream();
            stream.Load(new StringReader(RaidLogWriter.Write(log)));
            var item = (YamlMappingNode)stream.Documents.Single().RootNode["items"][0];
            ((YamlScalarNode)item["title"]).Value.ShouldBe(text);
            ((YamlScalarNode)item["description"]).Value.ShouldBe(text);
        }));

    [Fact]
    public void Notes_out_of_order_and_with_outer_spaces_settle_with_the_first_file()
    {
        var item = SomeLog.Full.Items[1] with
        {
            Notes = [new(new(2026, 1, 1), " older\n"), new(new(2026, 2, 1), "newer"), new(new(2026, 1, 1), "\n older still")],
        };
        var first = RaidLogWriter.Write(SomeLog.Full with { Items = [item] });
        var read = RaidLogReader.Read(first, SomeLog.Today).Log;
        read.Items[0].Notes.ShouldBe([new(new(2026, 2, 1), "newer"), new(new(2026, 1, 1), "older"), new(new(2026, 1, 1), "older still")]);
        RaidLogWriter.Write(read).ShouldBe(first);
    }

    private static string Describe(RaidLog log) => JsonSerializer.Serialize(log);
}
