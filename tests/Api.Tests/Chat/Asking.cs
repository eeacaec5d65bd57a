using BraidMgr.Api.Tests.Harness;
using BraidMgr.Contracts.Chat;

namespace BraidMgr.Api.Tests.Chat;

/// <summary>Asks the assistant as a client without a socket does.</summary>
internal static class Asking
{
    /// <summary>Creates a session, of a project or of the organization; its path.</summary>
    public static async Task<string> StartSessionAsync(this Person person, Guid? project = null, string assistant = "all") =>
        $"chat/sessions/{(await person.Api.Post("chat/sessions", new { project_id = project, assistant })).Ok()["id"]}";

    /// <summary>Stores a message.</summary>
    public static async Task<ChatMessage> SayAsync(this Person person, string session, string text) =>
        (await person.Api.Post($"{session}/messages", new { content = text })).Ok().As<ChatMessage>();

    /// <summary>Stores a question and waits for what is said next.</summary>
    public static async Task<ChatMessage> AskAsync(this Person person, string session, string question) =>
        await person.NextAsync(session, await person.SayAsync(session, question));

    /// <summary>Waits for what is said after a message.</summary>
    public static async Task<ChatMessage> NextAsync(this Person person, string session, ChatMessage message)
    {
        for (var i = 0; i < 400; i++)
        {
            var after = (await person.Api.Get($"{session}/messages?after_seq={message.Seq}")).Ok().As<ChatMessagePage>();
            if (after.Messages is [var next, ..])
            {
                return next;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException($"'{message.Content}' was not answered");
    }
}
