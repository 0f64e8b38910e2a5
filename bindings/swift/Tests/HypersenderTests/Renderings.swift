/// Every way in which Swift writes a value.
func texts(of value: Any) -> [String] {
    var dumped = ""
    dump(value, to: &dumped)
    let optional: Any? = value
    return [
        "\(value)", String(describing: value), String(reflecting: value), dumped,
        String(describing: optional), String(reflecting: [value]),
        "\(Mirror(reflecting: value).children.map(\.value))",
    ]
}

func renderings(_ value: some Normal) -> JSON {
    .array(texts(of: value).map(JSON.text) + [.text("\(value.normalForm)")])
}
