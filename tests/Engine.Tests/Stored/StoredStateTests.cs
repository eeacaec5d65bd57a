using Orleans.Storage;

namespace BraidMgr.Engine.Tests;

public sealed class StoredStateTests(StoredEngine engine) : IClassFixture<StoredEngine>
{
    private readonly INoteGrain _note = engine.Grains.GetGrain<INoteGrain>("note " + Some.Key());

    [Fact]
    public async Task A_grain_without_stored_state_starts_with_a_fresh_one()
    {
        (await _note.Exists()).ShouldBeFalse();
        (await _note.Text()).ShouldBe("");
    }

    [Fact]
    public async Task What_was_written_is_there_in_the_next_activation()
    {
        await _note.Write("one");
        await _note.Write("two");
        await _note.Leave();
        (await _note.Text()).ShouldBe("two < one < ");
        (await _note.Exists()).ShouldBeTrue();
    }

    [Fact]
    public async Task What_was_cleared_is_gone_and_can_be_written_again()
    {
        await _note.Write("one");
        await _note.Clear();
        (await _note.Exists()).ShouldBeFalse();
        (await _note.Text()).ShouldBe("");
        await _note.Leave();
        (await _note.Exists()).ShouldBeFalse();
        await _note.Write("two");
        await _note.Leave();
        (await _note.Text()).ShouldBe("two < ");
    }

    [Fact]
    public async Task A_write_over_a_newer_record_is_refused_and_the_next_activation_reads_that_record()
    {
        await _note.Write("one");
        (await engine.AskAsync($$"""
            update orleansstorage set version = version + 1, payloadbinary = '{"Text":"theirs","Earlier":[]}'
             where grainidextensionstring = '{{_note.GetPrimaryKeyString()}}'
            returning version
            """)).ShouldBe(2);
        await Should.ThrowAsync<InconsistentStateException>(() => _note.Write("mine"));
        (await _note.Text()).ShouldBe("theirs");
        await _note.Write("mine");
        (await _note.Text()).ShouldBe("mine < theirs");
    }

    /// <summary>The hashes are what Orleans 10.4.2 computes, so that a database can go from one engine to the other.</summary>
    [Theory]
    [InlineData("0123abcd-4567-89ab-cdef-0123456789ab", "1444930218 -8526645160792839219 -6086219874776780851 2089316603 note braidmgr")]
    [InlineData("42", "-110949262 0 42 2089316603 note braidmgr")]
    [InlineData("a note of sixteen bytes and more", "1137807573 0 0 a note of sixteen bytes and more 2089316603 note braidmgr")]
    public async Task A_record_is_kept_where_either_engine_finds_it(string key, string row)
    {
        await (Guid.TryParse(key, out var guid) ? engine.Grains.GetGrain<IGuidNoteGrain>(guid).Write(key)
            : long.TryParse(key, out var number) ? engine.Grains.GetGrain<IIntegerNoteGrain>(number).Write(key)
            : engine.Grains.GetGrain<INoteGrain>(key).Write(key));
        (await engine.AskAsync($"""
            select concat_ws(' ', grainidhash, grainidn0, grainidn1, grainidextensionstring, graintypehash, graintypestring, serviceid)
              from orleansstorage where convert_from(payloadbinary, 'utf8')::json ->> 'Text' = '{key}'
            """)).ShouldBe(row);
    }
}
