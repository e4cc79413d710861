"""The register of cases: records of people, on which agreements are enforced."""
