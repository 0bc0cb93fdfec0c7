using System.Globalization;
using System.Text;
using Ucm.Reliability.Audit;
using Ucm.Reliability.Measuring;
using Ucm.Reliability.Recovery;

namespace Ucm.Reliability.Reports;

/// <summary>Reports as text that can be pasted into docs/reliability.md.</summary>
internal static class Markdown
{
    private const int MaxFindings = 50;

    public static string Of(AuditReport report)
    {
        var text = new StringBuilder();
        Line(text, $"### Run of {report.Start:yyyy-MM-dd HH:mm} UTC, {report.Seconds:0} s: {(report.IsClean ? "clean" : $"{report.Findings.Count} VIOLATIONS")}");
        foreach (var note in report.Notes)
            Line(text, $"- {note}");

        Table(text, "found", report.Found.Select(pair => (pair.Key, $"{pair.Value}")));
        Table(text, "compared", report.Compared.Select(pair => (pair.Key, $"{pair.Value}")));
        Table(text, "times", report.Times.Select(pair => (pair.Key, pair.Value.ToString())));
        Table(text, "what clients were told", report.Outcomes.Select(pair => (pair.Key, $"{pair.Value}")));
        if (report.Events.Count > 0)
            Table(text, "events", report.Events.Select(entry => (entry[..entry.IndexOf(' ', StringComparison.Ordinal)], entry[(entry.IndexOf(' ', StringComparison.Ordinal) + 1)..])));

        if (report.Findings.Count > 0)
            Line(text, $"\nFirst {Math.Min(MaxFindings, report.Findings.Count)} violations:\n");

        foreach (var finding in report.Findings.Take(MaxFindings))
            Line(text, $"- {finding.Kind} `{finding.Subject}`: {finding.Detail}");

        return text.ToString();
    }

    public static string Of(RecoveryReport report)
    {
        var text = new StringBuilder();
        Line(text, $"### {report.What}: median {report.MedianMilliseconds:0} ms, worst {report.WorstMilliseconds:0} ms of {report.Outages.Count}; {report.FailedBeyondInFlight} failed beyond those in flight");
        Line(text, $"\n| killed | calls succeed again after | longest wait of a call | bad calls in flight / begun after (of them failed) / while it came back | what they got |");
        Line(text, $"|---|---:|---:|---:|---|");
        foreach (var outage in report.Outages)
            Line(text, $"{Of(outage)}");

        return text.ToString();
    }

    public static string Of(DatabaseOutageReport report)
    {
        var text = new StringBuilder();
        Line(text, $"### Database away for {report.SecondsAway:0} s: {(report.IsClean ? "clean" : "NOT CLEAN")}");
        Line(text, $"\n| asked | good answers/s before | good answers/s while away | what else they were told | p50 / most while away | works again after |");
        Line(text, $"|---|---:|---:|---|---:|---:|");
        foreach (var kind in report.Kinds)
        {
            var told = string.Join(", ", kind.During.Faults.Select(fault => $"{fault.Key} ×{fault.Value}"));
            var recovery = kind.IsRecovered ? FormattableString.Invariant($"{kind.RecoveryMilliseconds / 1000:0.0} s") : "not within the run";
            Line(text, $"| {kind.Kind} | {kind.Before.GoodPerSecond:0.0} | {kind.During.GoodPerSecond:0.0} | {told} | {kind.During.Times.Median:0} / {kind.During.Times.Max:0} ms | {recovery} |");
        }

        return text.ToString();
    }

    public static string Of(Outage outage)
    {
        var faults = string.Join(", ", outage.Faults.Select(fault => $"{fault.Key} ×{fault.Value}"));
        return $"| {outage.Name} | {outage.Recovery / 1000} ms | {outage.LongestWait / 1000} ms | {outage.InFlight} / {outage.Beyond} ({outage.Failed}) / {outage.Returning} | {faults} |";
    }

    public static string OfVisibility(int wanted, IReadOnlyDictionary<string, Distribution> times, IReadOnlyList<Finding> findings)
    {
        var text = new StringBuilder();
        Line(text, $"### Revoke → visible, {wanted} revocations under load: {findings.Count} answers were wrong or stale");
        Table(text, "frontend", times.Where(pair => pair.Key.StartsWith(LedgerDigest.VisiblePrefix, StringComparison.Ordinal)).Select(pair => (pair.Key, pair.Value.ToString())));
        foreach (var finding in findings.Take(MaxFindings))
            Line(text, $"- {finding.Kind} `{finding.Subject}`: {finding.Detail}");

        return text.ToString();
    }

    private static void Table(StringBuilder text, string title, IEnumerable<(string Name, string Value)> rows)
    {
        Line(text, $"\n| {title} | |\n|---|---:|");
        foreach (var (name, value) in rows)
            Line(text, $"| {name} | {value} |");
    }

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
