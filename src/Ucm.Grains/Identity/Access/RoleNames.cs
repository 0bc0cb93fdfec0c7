using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Objects;

namespace Ucm.Grains.Identity.Access;

/// <summary>What makes a list of roles valid.</summary>
internal static class RoleNames
{
    private const int MaxRoles = 20;

    public static void Check(IReadOnlyList<string> roles, string pointer, ObjectSet objects, FieldFaults faults)
    {
        if (roles.Count is 0 or > MaxRoles)
        {
            faults.Add(pointer, $"Must have 1 to {MaxRoles} roles.");
        }

        for (var i = 0; i < Math.Min(roles.Count, MaxRoles); i++)
        {
            if (objects.Find(new ObjectKey(RoleKind.KindName, roles[i])) is null)
            {
                faults.Add($"{pointer}/{i}", $"There is no role \"{roles[i]}\".");
            }
        }
    }
}
