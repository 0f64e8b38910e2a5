//! The filters of the list, as the query builder of a Laravel back end reads them.

use super::instance::Instance;

/// What the query asks for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Filters(Vec<(Field, Vec<String>)>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Uuid,
    Name,
    Phone,
    Status,
}

impl Filters {
    /// Reads a query, or gives the names of filters that don't exist.
    pub(super) fn of(query: &str) -> Result<Self, Vec<String>> {
        let (mut filters, mut unknown) = (Self::default(), Vec::new());
        for (key, value) in form_urlencoded::parse(query.as_bytes()) {
            let Some(name) = key.strip_prefix("filter[").and_then(|key| key.strip_suffix(']'))
            else {
                continue;
            };
            let field = match name {
                "uuid" => Field::Uuid,
                "name" => Field::Name,
                "phone" => Field::Phone,
                "status" => Field::Status,
                _ => {
                    unknown.push(name.to_owned());
                    continue;
                }
            };
            // A comma means "or", so that what has one in it can't be looked for.
            let values: Vec<_> =
                value.split(',').filter(|value| !value.is_empty()).map(str::to_lowercase).collect();
            if !values.is_empty() {
                filters.0.push((field, values));
            }
        }
        if unknown.is_empty() { Ok(filters) } else { Err(unknown) }
    }

    pub(super) fn fit(&self, instance: &Instance) -> bool {
        self.0.iter().all(|(field, values)| {
            let text = match field {
                Field::Uuid => &instance.id,
                Field::Name => &instance.name,
                Field::Phone => &instance.phone,
                Field::Status => instance.stage.status(),
            };
            let text = text.to_lowercase();
            values.iter().any(|value| match field {
                Field::Name => text.contains(value),
                _ => text == *value,
            })
        })
    }
}
