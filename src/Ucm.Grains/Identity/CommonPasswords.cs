using System.Collections.Frozen;

namespace Ucm.Grains.Identity;

/// <summary>Long passwords that everybody tries, reduced to letters: digits and signs around or between them add little.</summary>
internal static class CommonPasswords
{
    private static readonly FrozenSet<string> Bases = FrozenSet.ToFrozenSet(
    [
        "password", "passwordpassword", "passw", "passwort", "motdepasse", "contrasena", "letmein", "letmeinplease", "letmeinnow", "welcome", "welcomehome",
        "qwerty", "qwertyuiop", "qwertyuiopasdf", "qwertyqwerty", "qwertz", "qwertzuiop", "azerty", "azertyuiop", "asdfghjkl", "asdfasdfasdf", "zxcvbnm",
        "qazwsx", "qazwsxedc", "qazwsxedcrfv", "qwerasdfzxcv", "zaqwsx", "qweasdzxc", "iloveyou", "iloveyouforever", "administrator", "admin", "adminadmin",
        "administration", "root", "rootroot", "toor", "superuser", "sysadmin", "changeme", "changemenow", "changeit", "pleasechangeme", "default",
        "defaultpassword", "secret", "supersecret", "topsecret", "mysecret", "secretpassword", "testtest", "test", "testing", "testpassword", "guest", "guestguest",
        "mypassword", "thisisapassword", "nopassword", "newpassword", "oldpassword", "strongpassword", "securepassword", "temporary", "temppassword",
        "monkey", "dragon", "sunshine", "princess", "football", "baseball", "superman", "batman", "trustno", "master", "shadow", "michael", "jennifer",
        "starwars", "whatever", "computer", "internet", "freedom", "correcthorsebatterystaple", "ultimateca", "certificate", "certificateauthority",
        "summer", "winter", "spring", "autumn", "monday", "company", "companyname", "login", "loginlogin", "access", "hello", "helloworld", "abc", "abcabc",
        "abcdef", "abcdefgh", "abcdefghijkl", "abcdefghijklm", "abcdefghijklmnop", "abcd", "abcdabcdabcd", "aaa", "q", "a", "p", "qw", "qwe", "asd", "zxc", "aa",
    ]);

    public static bool Contains(string password)
    {
        var lower = password.ToLowerInvariant();
        var letters = Letters(lower);
        return lower.Distinct().Count() <= 4
            || letters.Length <= 2 && lower.All(char.IsAsciiLetterOrDigit)
            || (Bases.Contains(letters) || Bases.Contains(Letters(Unleet(lower)))) && lower.Length - letters.Length <= 8;
    }

    private static string Letters(string text) => string.Concat(text.Where(char.IsLetter));

    private static string Unleet(string text) => string.Concat(text.Select(static character => character switch
    {
        '0' => 'o',
        '1' => 'i',
        '3' => 'e',
        '4' or '@' => 'a',
        '5' or '$' => 's',
        '7' => 't',
        _ => character,
    }));
}
