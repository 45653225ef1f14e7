"""Deny member accounts to change how they are billed, paid for, taxed and reached."""

from __future__ import annotations

from guardrails.controls.control import Control, Parameters, denying_each, listed

_BILLING = listed("""billing:PutContractInformation billing:RedeemCredits billing:SplitCredit
    billing:TransferCredit billing:UpdateBillingPreferences billing:UpdateIAMAccessPreference
    invoicing:PutInvoiceEmailDeliveryPreferences payments:CreatePaymentInstrument
    payments:DeletePaymentInstrument payments:MakePayment payments:UpdatePaymentInstrument
    payments:UpdatePaymentPreferences purchase-orders:AddPurchaseOrder purchase-orders:DeletePurchaseOrder
    purchase-orders:ModifyPurchaseOrders tax:BatchDeleteTaxRegistration tax:BatchPutTaxRegistration
    tax:DeleteTaxRegistration tax:PutTaxInheritance tax:PutTaxRegistration tax:UpdateExemptions""")
_CONTACTS = (
    "account:DeleteAlternateContact",
    "account:PutAlternateContact",
    "account:PutContactInformation",
)


class DenyBillingChangesParameters(Parameters):
    """Changes that are denied beside billing, payment and tax."""

    contacts: bool = True
    """Deny changing the contacts that AWS tells of abuse, of security and of an unpaid bill."""


CONTROL = Control(
    id="deny_billing_changes",
    title="Deny changing billing, payment, tax and contacts",
    family="protection",
    severity="medium",
    why="The management account pays for all; a contact that was changed is one that AWS warns in vain.",
    source="https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/billing-permissions-ref.html",
    statements=denying_each(
        ("DenyBillingChanges", _BILLING, ""), ("DenyContactChanges", _CONTACTS, "contacts")
    ),
    parameters=DenyBillingChangesParameters,
)
