using BraidMgr.Contracts;
using BraidMgr.Contracts.Accounts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Accounts.Passwords;
using BraidMgr.Grains.Provisioning;

namespace BraidMgr.Grains.Accounts.Registering;

/// <summary>A registration whose fields are valid.</summary>
internal sealed record RegistrationInput(string Password, string Name, string? OrgName, string? OrgSlug, string? InvitationToken)
{
    /// <summary>Longest name of a person or an organization.</summary>
    public const int MaxName = 200;

    /// <summary>Checks all fields; the address must be the one that the account is of.</summary>
    public static RegistrationInput Read(string email, Registration registration)
    {
        var errors = new ValidationErrors();
        errors.Email("email", registration.Email);
        errors.Password("password", registration.Password);
        if (registration.Name is null)
        {
            errors.Add("name", "is required");
        }

        errors.Text("name", registration.Name, MaxName, min: 1);
        errors.Text("org_name", registration.OrgName, MaxName, min: 1);
        if (registration.OrgSlug is { } slug)
        {
            errors.Slug("org_slug", slug);
        }

        errors.ThrowIfAny();
        return GrainKeys.NormalizeEmail(registration.Email!) == email
            ? new(registration.Password!, registration.Name!.Trim(), registration.OrgName?.Trim(), registration.OrgSlug, registration.InvitationToken)
            : throw new BraidException(ErrorKind.Internal, "The registration was sent to the account of another address.");
    }

    /// <summary>The person's own organization: by the names given, else by the person's.</summary>
    public OrganizationPlan Plan(Newcomer newcomer)
    {
        var name = OrgName ?? $"{Name}'s organization";
        return new(
            name.Length <= MaxName ? name : Name,
            OrgSlug is null ? Slugs.From(OrgName ?? Name) : [OrgSlug],
            newcomer.Person.Id,
            newcomer.CorrelationId,
            newcomer.Idempotency);
    }
}
