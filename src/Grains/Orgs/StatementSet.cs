using BraidMgr.Grains.Orgs.Statements;
using Npgsql;

namespace BraidMgr.Grains.Orgs;

/// <summary>Writes of one type that run as one statement.</summary>
internal sealed class StatementSet
{
    private readonly List<PendingWrite> _members = [];
    private object?[] _rows = [];

    /// <summary>The type of its writes.</summary>
    public required Type Kind { get; init; }

    /// <summary>The writes, in the order in which they came.</summary>
    public IReadOnlyList<PendingWrite> Members => _members;

    /// <summary>Adds a write of the same type.</summary>
    public void Add(PendingWrite write) => _members.Add(write);

    /// <summary>The statement with the parameters of all its writes.</summary>
    public NpgsqlBatchCommand ToCommand()
    {
        var writes = _members.ConvertAll(m => m.Write);
        var command = new NpgsqlBatchCommand(writes[0].Sql);
        writes[0].Bind(new SetParameters(command.Parameters, writes));
        return command;
    }

    /// <summary>Reads the rows that the statement returned; each says by its ordinal whose it is.</summary>
    public async Task Read(NpgsqlDataReader reader)
    {
        _rows = new object?[_members.Count];
        while (await reader.ReadAsync())
        {
            var ordinal = (int)reader.GetInt64(0);
            _rows[ordinal - 1] = _members[ordinal - 1].Write.ReadRow(reader);
        }
    }

    /// <summary>Answers the writes; to be called when the transaction is known to be committed and not before.</summary>
    public void Acknowledge()
    {
        for (var i = 0; i < _members.Count; i++)
        {
            _members[i].Answer.TrySetResult(_rows[i]);
        }
    }
}
