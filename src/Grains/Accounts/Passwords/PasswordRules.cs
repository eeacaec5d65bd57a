using BraidMgr.Contracts.Accounts;
using BraidMgr.Contracts.Errors;

namespace BraidMgr.Grains.Accounts.Passwords;

/// <summary>What a password must have: 8 to 200 characters, a lower-case and an upper-case letter and a digit.</summary>
internal static class PasswordRules
{
    /// <summary>Longer ones would only cost time to hash.</summary>
    public const int MaxLength = 200;

    /// <summary>Checks the body of a change of password.</summary>
    public static void Check(PasswordChange change)
    {
        var errors = new ValidationErrors();
        errors.Current(change.CurrentPassword);
        errors.Password("new_password", change.NewPassword);
        errors.ThrowIfAny();
    }

    /// <summary>Checks the body of an erasure.</summary>
    public static void Check(Erasure erasure)
    {
        var errors = new ValidationErrors();
        errors.Current(erasure.CurrentPassword);
        errors.ThrowIfAny();
    }

    private static void Current(this ValidationErrors errors, string? password)
    {
        if (string.IsNullOrEmpty(password))
        {
            errors.Add("current_password", "is required");
        }

        errors.Text("current_password", password, MaxLength);
    }

    /// <summary>Notes what is missing against a field.</summary>
    public static void Password(this ValidationErrors errors, string field, string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            errors.Add(field, "is required");
            return;
        }

        errors.Text(field, value, MaxLength);
        Require(value.Length >= 8, "needs at least 8 characters");
        Require(value.Any(char.IsLower), "needs a lower-case letter");
        Require(value.Any(char.IsUpper), "needs an upper-case letter");
        Require(value.Any(char.IsDigit), "needs a digit");

        void Require(bool met, string reason)
        {
            if (!met)
            {
                errors.Add(field, reason);
            }
        }
    }
}
