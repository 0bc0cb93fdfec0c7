using Ucm.Grains.Identity;
using Ucm.Grains.Interfaces.Identity;

namespace Ucm.Grains.Tests.Identity;

public sealed class PasswordPolicyTests
{
    private static readonly UserName User = UserName.Parse("benedicta");

    [Theory]
    [InlineData("short pass1")]
    [InlineData("Benedicta")]
    [InlineData("benedicta123")]
    [InlineData("atcideneb!23")]
    [InlineData("Password12345")]
    [InlineData("P@ssw0rd!!!!")]
    [InlineData("qwertyuiop12")]
    [InlineData("123456789012")]
    [InlineData("aaaaaaaaaaaaaaaa")]
    [InlineData("with\ncontrol characters")]
    public void Check_WeakPassword_Refuses(string password) => PasswordPolicy.Check(password, User).ShouldNotBeNull();

    [Theory]
    [InlineData("three purple submarines")]
    [InlineData("hZk3vPq9TmWx2RbNcYdA")]
    [InlineData("éàüß-пароль-密码-x9")]
    public void Check_LongPassword_Accepts(string password) => PasswordPolicy.Check(password, User).ShouldBeNull();
}
