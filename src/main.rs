//! The command line.

fn main() -> std::process::ExitCode {
    pooldrill::cli::main()
}
