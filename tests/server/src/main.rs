//! The command: says what the scenarios cover, and how the languages fared.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use scenario_server::matrix::{self, Coverage, Required};
use scenario_server::{Backstage, Library};

#[derive(Parser)]
#[command(about = "Plays the wire side of the scenarios, and compares")]
struct Arguments {
    /// The folder of the scenarios.
    #[arg(long, global = true, default_value_os_t = Library::own_folder())]
    scenarios: PathBuf,
    /// The folder in which builds leave what they make.
    #[arg(long, global = true, default_value_os_t = own_target())]
    target: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Says whether the files are in order and the matrix is full.
    Check,
    /// Prints what is covered, and how each language fared.
    Matrix {
        /// Writes what is covered beside the scenarios instead.
        #[arg(long)]
        write: bool,
        /// Every language of the list must have run all of them.
        #[arg(long)]
        complete: bool,
    },
    /// Prints the steps of one scenario with everything expanded.
    Show {
        /// Its name.
        name: String,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(text) => {
            let _ = writeln!(io::stdout(), "{text}");
            ExitCode::SUCCESS
        }
        Err(defects) => {
            let _ = writeln!(io::stderr(), "{}", defects.join("\n"));
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<String, Vec<String>> {
    let library = Library::read(&arguments.scenarios)?;
    match &arguments.command {
        Command::Check => {
            let coverage = Coverage::of(&library);
            let mut gaps = Required::read(&library).map_err(|e| vec![e])?.gaps(&coverage);
            gaps.extend(matrix::twins(&library));
            let fine = format!("{} scenarios are in order", library.all().len());
            if gaps.is_empty() { Ok(fine) } else { Err(gaps) }
        }
        Command::Matrix { write, complete } => table(arguments, &library, *write, *complete),
        Command::Show { name } => show(library, name).map_err(|defect| vec![defect]),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn show(library: Library, name: &str) -> Result<String, String> {
    let backstage = Backstage::new(library).map_err(|error| error.to_string())?;
    let run = backstage.start(name).await?;
    serde_json::to_string_pretty(run.plan()).map_err(|error| error.to_string())
}

fn table(
    arguments: &Arguments,
    library: &Library,
    write: bool,
    complete: bool,
) -> Result<String, Vec<String>> {
    let told = |error: io::Error| vec![error.to_string()];
    let required = Required::read(library).map_err(|e| vec![e])?;
    let markdown = matrix::markdown(library, &Coverage::of(library), &required);
    if write {
        let file = library.folder().join("../MATRIX.md");
        std::fs::write(&file, markdown).map_err(told)?;
        return Ok(format!("wrote {}", file.display()));
    }
    let mut results = matrix::read_results(&arguments.target).map_err(told)?;
    for (language, _) in required.languages().filter(|_| complete) {
        results.entry(language.to_owned()).or_default();
    }
    let (languages, gaps) = matrix::languages(library, &results);
    let text = format!("{markdown}\n## Scenario x language\n\n{languages}");
    if gaps.is_empty() { Ok(text) } else { Err([vec![text], gaps].concat()) }
}

fn own_target() -> PathBuf {
    let built = std::env::current_exe().ok();
    let found = built.as_deref().and_then(|exe| exe.ancestors().find(|folder| is_target(folder)));
    found.map_or_else(|| PathBuf::from("target"), Path::to_owned)
}

/// Cargo marks its folder so that backups pass it over.
fn is_target(folder: &Path) -> bool {
    folder.join("CACHEDIR.TAG").is_file()
}
