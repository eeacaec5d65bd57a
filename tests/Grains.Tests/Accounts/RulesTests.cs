using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Accounts;
using BraidMgr.Grains.Accounts.Passwords;

namespace BraidMgr.Grains.Tests.Accounts;

public sealed class RulesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("Passw0rd", 0)]
    [InlineData("Passw0r", 1)]
    [InlineData("passw0rd", 1)]
    [InlineData("PASSW0RD", 1)]
    [InlineData("Password", 1)]
    [InlineData("Pässwörd1", 0)]
    [InlineData("Passw0rd\0", 1)]
    [InlineData("", 1)]
    [InlineData(null, 1)]
    public void Passwords_have_eight_characters_both_cases_and_a_digit(string? password, int reasons)
    {
        Reasons(password).ShouldBe(reasons);
    }

    [Fact]
    public void Passwords_have_at_most_200_characters()
    {
        Reasons("Aa1" + new string('x', 197)).ShouldBe(0);
        Reasons("Aa1" + new string('x', 198)).ShouldBe(1);
    }

    [Fact]
    public void The_longest_address_has_254_characters()
    {
        Email(254).ShouldBeTrue();
        Email(255).ShouldBeFalse();

        static bool Email(int length)
        {
            var errors = new ValidationErrors();
            var label = new string('d', 60) + ".";
            var rest = length - 5 - (3 * label.Length);
            errors.Email("email", "a@" + label + label + label + new string('e', rest - 4) + ".example"[..7]);
            return errors.None;
        }
    }

    [Fact]
    public void Failures_count_for_fifteen_minutes_each()
    {
        var failures = new FailedSignIns();
        for (var i = 0; i < 4; i++)
        {
            failures.Add("a", Noon.AddMinutes(i));
        }

        failures.Add("a", Noon.AddMinutes(15));
        failures.ClosedFor("a", Noon.AddMinutes(15)).ShouldBeNull("the first no longer counts");
        failures.Add("a", Noon.AddMinutes(15));
        failures.ClosedFor("a", Noon.AddMinutes(16)).ShouldBe(TimeSpan.FromMinutes(14));
        failures.ClosedFor("b", Noon.AddMinutes(16)).ShouldBeNull();
        failures.ClosedFor("a", Noon.AddMinutes(30)).ShouldBeNull();
    }

    [Fact]
    public void Memory_for_failures_is_bounded_and_does_not_forget_the_newest()
    {
        var failures = new FailedSignIns();
        for (var i = 0; i < 5000; i++)
        {
            failures.Add($"network {i}", Noon.AddSeconds(i * 0.01));
        }

        for (var i = 0; i < 5; i++)
        {
            failures.Add("attacker", Noon.AddMinutes(1));
        }

        failures.ClosedFor("attacker", Noon.AddMinutes(1)).ShouldNotBeNull();
    }

    private static int Reasons(string? password)
    {
        var errors = new ValidationErrors();
        errors.Password("password", password);
        return errors.None ? 0 : Should.Throw<BraidException>(errors.ThrowIfAny).Details!["password"].Length;
    }
}
