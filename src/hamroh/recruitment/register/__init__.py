"""The register: agencies, their names, phones and places, licences with dated states, returns, inspections."""
