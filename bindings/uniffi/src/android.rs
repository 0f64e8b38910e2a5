//! The app's `Context`, for who wants the system to decide which certificates are trusted. UniFFI has
//! no words for it, so this is the virtual machine's own interface.

use jni::EnvUnowned;
use jni::errors::LogErrorAndDefault;
use jni::objects::{JClass, JObject};
use jni::sys::{JNI_TRUE, jboolean};

/// `io.github.hypersender.android.SystemCertificates.prepare`: whether it could be done.
#[unsafe(no_mangle)]
#[allow(unsafe_code, reason = "the virtual machine finds it by its name")]
pub extern "system" fn Java_io_github_hypersender_android_SystemCertificates_prepare<'local>(
    mut env: EnvUnowned<'local>,
    _class: JClass<'local>,
    context: JObject<'local>,
) -> jboolean {
    env.with_env(|env| {
        rustls_platform_verifier::android::init_with_env(env, context)?;
        hypersender::android::trust_the_system();
        Ok::<jboolean, jni::errors::Error>(JNI_TRUE)
    })
    .resolve::<LogErrorAndDefault>()
}
