//! Bandwidth as people write it: `"100 Mbit/s"`.

/// Reads `"100 Mbit/s"`, `"1 Gbit/s"` or `"512 kbit/s"` into bits a second.
///
/// # Errors
/// A sentence that says how to write it.
///
/// ```
/// assert_eq!(pooldrill::scenario::bandwidth::parse("1.5 Mbit/s"), Ok(1_500_000.0));
/// assert!(pooldrill::scenario::bandwidth::parse("100").is_err());
/// ```
pub fn parse(text: &str) -> Result<f64, String> {
    let units = [("kbit/s", 1e3), ("Mbit/s", 1e6), ("Gbit/s", 1e9)];
    let trimmed = text.trim();
    let found = units.iter().find_map(|(unit, scale)| Some((trimmed.strip_suffix(unit)?.trim(), scale)));
    match found.map(|(number, scale)| (number.parse::<f64>(), scale)) {
        Some((Ok(number), scale)) if number.is_finite() && number > 0.0 => Ok(number * scale),
        _ => Err(format!(
            "\"{text}\" is no bandwidth; write a number above 0 and kbit/s, Mbit/s or Gbit/s: \"100 Mbit/s\""
        )),
    }
}
