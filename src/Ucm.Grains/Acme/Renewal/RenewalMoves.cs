using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Objects;

namespace Ucm.Grains.Acme.Renewal;

/// <summary>The moves in force. Each view is gone through once, not for every question.</summary>
internal sealed class RenewalMoves
{
    private Known? known;

    /// <summary>The move that brings a certificate's window forward most; null when none brings it forward at all.</summary>
    public (RenewalWindow Window, RenewalMove Move)? Earlier(ObjectSet objects, CertificateRecord certificate, RenewalWindow normal)
    {
        (RenewalWindow Window, RenewalMove Move)? earliest = null;
        foreach (var move in In(objects).Where(move => move.Moves(certificate)))
        {
            var window = RenewalWindow.Within(move.Document.Window.Start, move.Document.Window.End, certificate.Key.Serial.ToBytes());
            earliest = window.Start < (earliest?.Window ?? normal).Start ? (window, move) : earliest;
        }

        return earliest;
    }

    private RenewalMove[] In(ObjectSet objects)
    {
        var last = Volatile.Read(ref known);
        if (last?.Objects != objects)
        {
            var enabled = objects.List(RenewalMoveKind.KindName).Where(static entry => entry.Object.Status == ObjectStatus.Enabled);
            last = new Known(objects, [.. enabled.Select(static entry => entry.Read<RenewalMove>())]);
            Volatile.Write(ref known, last);
        }

        return last.Moves;
    }

    private sealed class Known(ObjectSet objects, RenewalMove[] moves)
    {
        public ObjectSet Objects => objects;

        public RenewalMove[] Moves => moves;
    }
}
