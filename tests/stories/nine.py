"""The nine people of each demonstration world: which first screen, and what the sign-in page calls who has it."""

NINE = {
    "asia-pacific": {
        "planner": "Engagement planner",
        "country": "Desk officer for South-East Asia",
        "embassy": "Defence attaché in Manila",
        "secretariat": "Chair of the working group",
        "decider": "Minister of Foreign Affairs",
        "clerk": "Clerk, committee on defence",
        "auditor": "Auditor for defence",
        "training": "Training and exchanges manager",
        "liaison": "Defence liaison of the Philippines",
    },
    "alliance": {
        "planner": "Exercise planner",
        "country": "Delegate of Norway",
        "embassy": "Military liaison officer in Praia",
        "secretariat": "Secretary of the committees",
        "decider": "Secretary General",
        "clerk": "Clerk, Assembly committee",
        "auditor": "Auditor of programmes",
        "training": "Courses and exchanges manager",
        "liaison": "Liaison of Cape Verde",
    },
}
