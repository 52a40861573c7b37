"""Tasks in a row: transcribe, diarize, and the meeting that joins them. Engines are reached through their doors only."""
