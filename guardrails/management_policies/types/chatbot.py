"""Chat applications policies: through which chat clients accounts are reached, and in whose name.

The client's identifiers are text here, as AWS's page shows no form of them; `*` stands for all.

Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_chatbot_syntax.html,
checked 2026-11-28.
"""

from __future__ import annotations

from guardrails.management_policies.grammar import Block, Named, Part, Setting, one_of, text

_CLIENT: dict[str, Part] = {"client": Setting(one_of("enabled", "disabled"))}
_ID = text(1, 255)
_ROLES: dict[str, Part] = {"supported_role_settings": Setting(one_of("user_role", "channel_role"), many=True)}
_CHANNELS: dict[str, Part] = {
    "supported_channel_types": Setting(one_of("public", "private"), many=True),
    **_ROLES,
}
_SLACK = Block(
    {
        **_CLIENT,
        "workspaces": Setting(_ID, many=True),
        "default": Block(_CHANNELS),
        "overrides": Block(named=Named(_ID, Block(_CHANNELS))),
    }
)
_TEAMS = Block(
    {
        **_CLIENT,
        "tenants": Block(named=Named(_ID, Setting(_ID, many=True))),
        "default": Block(_ROLES),
        "overrides": Block(named=Named(_ID, Block(named=Named(_ID, Block(_ROLES))))),
    }
)
GRAMMAR = Block(
    {
        "chatbot": Block(
            {
                # AWS's first example has the default among the platforms, its syntax beside them.
                "platforms": Block(
                    {
                        "slack": _SLACK,
                        "microsoft_teams": _TEAMS,
                        "chime": Block(_CLIENT),
                        "default": Block(_CLIENT),
                    }
                ),
                "default": Block(_CLIENT),
            }
        )
    }
)
