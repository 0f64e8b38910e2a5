import io.github.hypersender.Hypersender;
import io.github.hypersender.Status;
import io.github.hypersender.jvm.HypersenderFutures;
import io.github.hypersender.jvm.HypersenderOptionsBuilder;

/** The Kotlin client, through its door for Java: this way nothing has to be compiled. */
class Kotlin {
    public static void main(String[] arguments) {
        var healthy = System.getenv("HEALTHY");
        var service = System.getenv("HYPERSENDER_BASE_URL");
        var options = new HypersenderOptionsBuilder().baseUrl(service).build();
        var token = System.getenv("HYPERSENDER_TOKEN");
        try (var client = new HypersenderFutures(new Hypersender(token, options))) {
            client.health(healthy).join();
            var working = Status.of("WORKING");
            client.listInstances(healthy, "MyInstanceName", "+201234567890", working).join();
            var webhook = "https://example.com/webhooks/whatsapp";
            client.createInstance("+201234567890", "MyInstanceName", webhook).join();
            client.restart(healthy).join();
            client.requestNewQrCode(System.getenv("UNLINKED")).join();
        }
    }
}
