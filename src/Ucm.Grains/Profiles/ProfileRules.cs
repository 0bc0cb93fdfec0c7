using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Documents;
using Ucm.Grains.Objects;
using Ucm.Pki.Keys;
using Ucm.Pki.Linting;
using Ucm.Pki.X509;

namespace Ucm.Grains.Profiles;

/// <summary>What makes a profile's document valid. Every fault is named, not only the first.</summary>
internal sealed class ProfileRules(ProfileDocument document, FieldFaults faults)
{
    private const long MaxValidity = 100L * 366 * 24 * 3600;
    private const long MaxBackdate = 48 * 3600;
    private const int MaxDescription = 200;
    private const int MaxEntries = 100;

    private static readonly HashSet<string> LintRules = [.. Linter.RuleIds];
    private static readonly string[] Curves = ["P-256", "P-384", "P-521"];

    public void Check(AuthorityCatalog authorities)
    {
        if (document.Description.Length is 0 or > MaxDescription || document.Description.Any(char.IsControl))
        {
            faults.Add("/description", $"Must be one line of 1 to {MaxDescription} characters.");
        }

        CheckUse(authorities);
        CheckValidity();
        CheckKeys();
        CheckUsages();
        CheckPolicies();
        CheckUrls();
        CheckLint();
        CheckAuthority();
        CheckAcme();
        new ProfileNameRules(document, faults).Check();
    }

    private void CheckUse(AuthorityCatalog authorities)
    {
        CheckWords("/ways_in", document.WaysIn, ProfileWords.WaysIn);
        if (document.WaysIn.Contains("system"))
        {
            faults.Add("/ways_in", "The way in system is for the platform's own profiles.");
        }

        foreach (var (name, i) in (document.Authorities ?? []).Select(static (name, i) => (name, i)))
        {
            if (!authorities.Authorities.Any(known => known.Id.Value == name))
            {
                faults.Add($"/authorities/{i}", $"There is no authority \"{name}\".");
            }
        }
    }

    private void CheckValidity()
    {
        CheckRange("/maximum_validity_seconds", document.MaximumValiditySeconds, 60, MaxValidity);
        CheckRange("/validity_seconds", document.ValiditySeconds, 60, Math.Max(60, document.MaximumValiditySeconds));
        CheckRange("/backdate_seconds", document.BackdateSeconds, 0, MaxBackdate);
    }

    private void CheckKeys()
    {
        CheckWords("/allowed_keys", document.AllowedKeys, ProfileWords.Keys);
        if (document.AllowedKeys.Length == 0)
        {
            faults.Add("/allowed_keys", "At least one kind of key is needed.");
        }

        CheckRange("/rsa_minimum_bits", document.RsaMinimumBits, KeyPolicy.Default.MinimumRsaBits, KeyPolicy.Default.MaximumRsaBits);
        CheckRange("/rsa_maximum_bits", document.RsaMaximumBits, Math.Max(document.RsaMinimumBits, KeyPolicy.Default.MinimumRsaBits), KeyPolicy.Default.MaximumRsaBits);
        for (var i = 0; i < document.EcCurves.Length; i++)
        {
            if (!Curves.Contains(document.EcCurves[i]))
            {
                faults.Add($"/ec_curves/{i}", $"Must be one of {string.Join(", ", Curves)}.");
            }
        }

        if (!KeyAlgorithms.TryParse(document.DefaultKey, out _))
        {
            faults.Add("/default_key", "Must be one of rsa-2048, rsa-3072, rsa-4096, ecdsa-p256, ecdsa-p384, ecdsa-p521, ed25519.");
        }
    }

    private void CheckUsages()
    {
        CheckWords("/key_usage", document.KeyUsage, ProfileWords.KeyUsage);
        CheckWords("/rsa_key_usage", document.RsaKeyUsage, ProfileWords.KeyUsage);
        CheckWords("/ec_key_usage", document.EcKeyUsage, ProfileWords.KeyUsage);
        if (document.KeyUsage.Length == 0)
        {
            faults.Add("/key_usage", "At least one key usage is needed (RFC 5280 §4.2.1.3).");
        }

        for (var i = 0; i < document.ExtendedKeyUsage.Length; i++)
        {
            if (document.ExtendedKeyUsage[i] == ExtendedKeyUsages.OcspSigning)
            {
                faults.Add($"/extended_key_usage/{i}", "OCSP responders get their certificates from the platform itself.");
            }
            else if (!ObjectIdentifiers.IsDotted(document.ExtendedKeyUsage[i]))
            {
                faults.Add($"/extended_key_usage/{i}", "Must be a dotted object identifier.");
            }
        }

        CheckDistinct("/extended_key_usage", document.ExtendedKeyUsage);
    }

    private void CheckPolicies()
    {
        for (var i = 0; i < document.Policies.Length; i++)
        {
            if (!ObjectIdentifiers.IsDotted(document.Policies[i].Oid))
            {
                faults.Add($"/policies/{i}/oid", "Must be a dotted object identifier.");
            }

            if (document.Policies[i].Cps is { } cps && !IsUrl(cps, "http://", "https://"))
            {
                faults.Add($"/policies/{i}/cps", "Must be an http or https URL.");
            }
        }

        if (!ProfileWords.UnmetExtensions.Has(document.UnmetExtensions))
        {
            faults.Add("/unmet_extensions", $"Must be one of {string.Join(", ", ProfileWords.UnmetExtensions.Words)}.");
        }

        CheckDistinct("/policies", [.. document.Policies.Select(static policy => policy.Oid)]);
    }

    private void CheckUrls()
    {
        foreach (var (name, url) in (ReadOnlySpan<(string, string?)>)[("ocsp", document.Urls.Ocsp), ("crl", document.Urls.Crl), ("ca_issuers", document.Urls.CaIssuers)])
        {
            if (url is not null && url != ProfileMapping.NoUrl && !IsUrl(url, "http://"))
            {
                faults.Add($"/urls/{name}", "Must be a plain http URL, or \"none\": https would need a certificate to check one.");
            }
        }
    }

    private void CheckLint()
    {
        foreach (var (rule, severity) in document.Lint)
        {
            if (!LintRules.Contains(rule))
            {
                faults.Add($"/lint{FieldFaults.Step(rule)}", "There is no such lint rule.");
            }
            else if (!ProfileWords.Severities.Has(severity))
            {
                faults.Add($"/lint{FieldFaults.Step(rule)}", $"Must be one of {string.Join(", ", ProfileWords.Severities.Words)}.");
            }
        }
    }

    private void CheckAuthority()
    {
        if (document.OcspNoCheck)
        {
            faults.Add("/ocsp_no_check", "OCSP responders get their certificates from the platform itself.");
        }

        if (document.PathLength is < 0 or > 32)
        {
            faults.Add("/path_length", "Must be 0 to 32.");
        }

        var signs = document.KeyUsage.Contains("keyCertSign");
        if (signs != document.IsAuthority)
        {
            faults.Add("/key_usage", document.IsAuthority ? "An authority needs keyCertSign." : "keyCertSign is for authorities (RFC 5280 §4.2.1.9).");
        }
    }

    /// <summary>ACME proves that somebody controls a host; it says nothing of people, code, organizations or authorities.</summary>
    private void CheckAcme()
    {
        if (!document.WaysIn.Contains("acme"))
        {
            return;
        }

        if (document.IsAuthority)
        {
            faults.Add("/ways_in", "Authorities are not made over ACME.");
        }

        if (document.Names.Allowed.Except(["dns", "ip"]).Any() || document.Names.Required.Length == 0)
        {
            faults.Add("/names/allowed", "Over ACME names are of the kinds dns and ip, and one of them is required.");
        }

        if (!document.Subject.CommonNameIsName || document.Subject.Attributes is not { } kept || kept.Any(static name => name is not "CN"))
        {
            faults.Add("/subject", "Over ACME nothing but a common name that is one of the names is kept of a subject: attributes [\"CN\"] or [], common_name_is_name true.");
        }
    }

    private void CheckWords<T>(string pointer, string[] words, Vocabulary<T> known)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if (!known.Has(words[i]))
            {
                faults.Add($"{pointer}/{i}", $"Must be one of {string.Join(", ", known.Words)}.");
            }
        }

        CheckDistinct(pointer, words);
    }

    private void CheckDistinct(string pointer, string[] entries)
    {
        if (entries.Length > MaxEntries || entries.Distinct(StringComparer.Ordinal).Count() != entries.Length)
        {
            faults.Add(pointer, $"At most {MaxEntries} entries, each once.");
        }
    }

    private void CheckRange(string pointer, long value, long least, long most)
    {
        if (value < least || value > most)
        {
            faults.Add(pointer, $"Must be {least} to {most}.");
        }
    }

    private static bool IsUrl(string text, params ReadOnlySpan<string> schemes)
    {
        foreach (var scheme in schemes)
        {
            if (text.StartsWith(scheme, StringComparison.Ordinal) && text.Length <= 500 && text.All(static c => c is > ' ' and < '\x7f') && Uri.TryCreate(text, UriKind.Absolute, out _))
            {
                return true;
            }
        }

        return false;
    }
}
