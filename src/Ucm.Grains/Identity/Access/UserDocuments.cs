using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Documents;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Objects;

namespace Ucm.Grains.Identity.Access;

/// <summary>A user's state as administrators see it, and back.</summary>
internal static class UserDocuments
{
    public static UserDocument Of(UserState state) => new()
    {
        DisplayName = state.DisplayName,
        Email = state.Email,
        TimeZone = state.TimeZone,
        Roles = [.. state.Roles],
        Disabled = state.IsDisabled,
        MustChangePassword = state.MustChangePassword,
        Invited = state is { Provider: null, Password: null } ? true : null,
        Provider = state.Provider ?? UserDocument.LocalProvider,
        ProviderRoles = state.Provider is null ? null : [.. Some(state.ProviderRoles)],
        ProviderGroups = state.Provider is null ? null : [.. Some(state.ExternalGroups)],
        CreatedAt = state.CreatedAt,
    };

    public static string Describe(UserState state) => UserKind.Describe(Of(state));

    /// <summary>The state with what the document may change.</summary>
    public static UserState Apply(UserDocument document, UserState state) => state with
    {
        DisplayName = document.DisplayName,
        Email = document.Email,
        TimeZone = document.TimeZone,
        Roles = [.. document.Roles.Distinct(StringComparer.Ordinal)],
        IsDisabled = document.Disabled,
        MustChangePassword = document.MustChangePassword,
    };

    public static UserState FromProvider(UserState state, ProvisionUserCommand command) => state with
    {
        DisplayName = command.DisplayName,
        Email = command.Email,
        ProviderRoles = [.. Some(command.Roles).Order(StringComparer.Ordinal)],
        ExternalGroups = [.. Some(command.Groups).Select(group => $"{command.Provider}/{group}").Order(StringComparer.Ordinal)],
    };

    /// <summary>Those given here and those of the provider.</summary>
    public static ImmutableArray<string> AllRoles(UserState state) => [.. state.Roles.Union(Some(state.ProviderRoles), StringComparer.Ordinal)];

    public static ImmutableArray<string> Groups(UserState state) => Some(state.ExternalGroups);

    public static ObjectStatus Status(UserState state) => state switch
    {
        { IsDeleted: true } => ObjectStatus.Deleted,
        { IsDisabled: true } => ObjectStatus.Disabled,
        _ => ObjectStatus.Enabled,
    };

    public static bool IsAdministrator(UserState state) => UserKind.IsAdministrator(Status(state), Of(state));

    public static bool EndsSessions(UserDocument before, UserDocument after) =>
        (after.Disabled && !before.Disabled) || !before.Roles.ToHashSet(StringComparer.Ordinal).SetEquals(after.Roles);

    /// <summary>A state of an earlier version has no such list.</summary>
    private static ImmutableArray<string> Some(ImmutableArray<string> list) => list.IsDefault ? [] : list;
}
