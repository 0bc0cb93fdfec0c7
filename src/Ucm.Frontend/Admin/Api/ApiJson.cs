using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Ucm.Frontend.Admin.Api.Access;
using Ucm.Frontend.Admin.Api.Authorities;
using Ucm.Frontend.Admin.Api.Certificates;
using Ucm.Frontend.Admin.Api.Factors;
using Ucm.Frontend.Admin.Api.Inbox;
using Ucm.Frontend.Admin.Api.Jobs;
using Ucm.Frontend.Http;
using Ucm.Grains.Interfaces.Documents;

namespace Ucm.Frontend.Admin.Api;

/// <summary>The JSON of <c>/api</c>, by generated code. What is unknown or doubled in a request is refused, never ignored.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    PropertyNameCaseInsensitive = false,
    AllowDuplicateProperties = false,
    NumberHandling = JsonNumberHandling.Strict,
    RespectNullableAnnotations = true,
    Converters = [typeof(Rfc3339Converter)])]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(ProblemPart[]))]
[JsonSerializable(typeof(LoginBody))]
[JsonSerializable(typeof(RefreshBody))]
[JsonSerializable(typeof(PasswordBody))]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(NewUserBody))]
[JsonSerializable(typeof(SetPasswordBody))]
[JsonSerializable(typeof(InvitationBody))]
[JsonSerializable(typeof(ListAnswer<PermissionAnswer>))]
[JsonSerializable(typeof(MeAnswer))]
[JsonSerializable(typeof(ListAnswer<SessionAnswer>))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(TotpCodeBody))]
[JsonSerializable(typeof(FactorProofBody))]
[JsonSerializable(typeof(PasskeyBody))]
[JsonSerializable(typeof(PasskeyNameBody))]
[JsonSerializable(typeof(PasskeyChallengeBody))]
[JsonSerializable(typeof(SecondFactorBody))]
[JsonSerializable(typeof(ProofBody))]
[JsonSerializable(typeof(RotateBody))]
[JsonSerializable(typeof(ListAnswer<SigningKeyAnswer>))]
[JsonSerializable(typeof(TotpAnswer))]
[JsonSerializable(typeof(TotpEnrolmentAnswer))]
[JsonSerializable(typeof(RecoveryCodesAnswer))]
[JsonSerializable(typeof(PasskeyAnswer))]
[JsonSerializable(typeof(AddedPasskeyAnswer))]
[JsonSerializable(typeof(ListAnswer<PasskeyAnswer>))]
[JsonSerializable(typeof(IssueBody))]
[JsonSerializable(typeof(RevokeBody))]
[JsonSerializable(typeof(AnnotateBody))]
[JsonSerializable(typeof(RenewBody))]
[JsonSerializable(typeof(CountAnswer))]
[JsonSerializable(typeof(CertificateAnswer))]
[JsonSerializable(typeof(ListAnswer<CertificateAnswer>))]
[JsonSerializable(typeof(RevocationAnswer))]
[JsonSerializable(typeof(ListAnswer<AuthorityAnswer>))]
[JsonSerializable(typeof(AuthorityAnswer))]
[JsonSerializable(typeof(CreateAuthorityBody))]
[JsonSerializable(typeof(AuthorityExtensionsDocument))]
[JsonSerializable(typeof(ImportAuthorityBody))]
[JsonSerializable(typeof(ImportCertificatesBody))]
[JsonSerializable(typeof(ImportCertificatesAnswer))]
[JsonSerializable(typeof(ImportRevocationsBody))]
[JsonSerializable(typeof(ImportRevocationsAnswer))]
[JsonSerializable(typeof(CrlSettingsBody))]
[JsonSerializable(typeof(CrlAnswer))]
[JsonSerializable(typeof(OcspSettingsBody))]
[JsonSerializable(typeof(IssuanceSettingsBody))]
[JsonSerializable(typeof(SubmitBody))]
[JsonSerializable(typeof(RejectBody))]
[JsonSerializable(typeof(InboxAnswer))]
[JsonSerializable(typeof(InboxDetailsAnswer))]
[JsonSerializable(typeof(ListAnswer<InboxAnswer>))]
[JsonSerializable(typeof(JobBody))]
[JsonSerializable(typeof(JobAnswer))]
[JsonSerializable(typeof(ListAnswer<JobAnswer>))]
[JsonSerializable(typeof(AuthorityUrlsBody))]
[JsonSerializable(typeof(TakeOverBody))]
[JsonSerializable(typeof(PreviewBody))]
[JsonSerializable(typeof(PreviewAnswer))]
[JsonSerializable(typeof(AcmeAccountAnswer))]
[JsonSerializable(typeof(ListAnswer<AcmeAccountAnswer>))]
[JsonSerializable(typeof(ListAnswer<AcmeOrderAnswer>))]
[JsonSerializable(typeof(ListAnswer<AuditAnswer>))]
[JsonSerializable(typeof(StatsAnswer))]
internal sealed partial class ApiJson : JsonSerializerContext;
