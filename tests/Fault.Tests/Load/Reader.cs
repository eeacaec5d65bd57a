using BraidMgr.Fault.Tests.Harness;

namespace BraidMgr.Fault.Tests.Load;

/// <summary>Reads a project, an item of it and a page of it in turn, and counts what it is answered.</summary>
internal sealed class Reader(Client client, Organization organization, Guid project)
{
    /// <summary>How many reads were answered with what they asked for.</summary>
    public int Answered { get; private set; }

    /// <summary>How many were answered with 503.</summary>
    public int Refused { get; private set; }

    public async Task RunAsync(CancellationToken until)
    {
        string[] paths = [$"projects/{project}", $"projects/{project}/items/1", $"projects/{project}/items?limit=10"];
        for (var i = 0; !until.IsCancellationRequested; i++)
        {
            if ((await client.Get(organization, paths[i % paths.Length], 200)).IsSuccess)
            {
                Answered++;
            }
            else
            {
                Refused++;
            }

            await Task.Delay(5, CancellationToken.None);
        }
    }
}
